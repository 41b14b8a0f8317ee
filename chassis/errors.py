"""Errors that end a command: one line that says what is wrong, where, and what to do."""


class InputError(Exception):
    """Unusable input of a person: a file, a flag, an environment variable, an address."""


class BadUserInputError(ValueError):
    """A client's argument that means nothing, such as a cursor of another list; told as it is."""


def unstorable(error: Exception) -> str:
    """What a caller is told of values that the database does not take: PostgreSQL keeps lengths."""
    cause = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"a value cannot be stored: {cause}; send a shorter one, without control characters"


class DatabaseUnusableError(InputError):
    """A database that cannot be opened, migrated or written."""
