"""Errors that end a command: one line that says what is wrong, where, and what to do."""


class InputError(Exception):
    """Unusable input of a person: a file, a flag, an environment variable, an address."""


class DatabaseUnusableError(InputError):
    """A database that cannot be opened, migrated or written."""
