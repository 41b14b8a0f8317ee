"""Availability to promise (R-ATP): plain values in, promises out."""
