"""The demo: data, a handful of orders, and the call-center story told in the terminal."""
