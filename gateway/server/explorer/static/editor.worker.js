import{a}from"./chunk-JRMJLAU6.js";import"./chunk-OLHIZACT.js";import"./chunk-ASIXXHSW.js";import"./chunk-QZROFFMD.js";import"./chunk-3P7T2ZNR.js";import"./chunk-DC6DQ54R.js";export{a as initialize};
