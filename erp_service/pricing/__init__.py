"""Prices, discounts and taxes (R-PRC): plain values in, totals out."""
