"""The typed run: replies decode in C straight into the shape of the answer.

Accepts only what is entirely as the schema promises. Everything else is left to the careful run,
which gives the same answer for clean replies.
"""
