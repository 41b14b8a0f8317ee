"""What both services and the gateway stand on: clock, identity, database, events, wire formats.

It imports none of them.
"""
