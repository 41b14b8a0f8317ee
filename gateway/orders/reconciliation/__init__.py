"""Reconciliation (domain §2.4): both systems are compared, what differs is found, told, repaired.

``snapshot`` holds what was read, ``rules`` what a difference is, ``codes`` what follows from one;
these are pure. ``reading`` reads, ``confirming`` reads again, ``running`` is one durable run.
"""
