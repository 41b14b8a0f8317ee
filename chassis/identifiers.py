"""Ids made before the first write, so that every create can be repeated."""

from ulid import ULID


def new_id(prefix: str) -> str:
    """A ULID behind a prefix, such as ``cus_01j9…``; unique, and ordered by its making."""
    return f"{prefix}_{str(ULID()).lower()}"
