import{a}from"./chunk-NKLICLRS.js";import"./chunk-JCHBDISZ.js";import"./chunk-QZROFFMD.js";import"./chunk-ASIXXHSW.js";import"./chunk-3P7T2ZNR.js";import"./chunk-DC6DQ54R.js";export{a as initialize};
