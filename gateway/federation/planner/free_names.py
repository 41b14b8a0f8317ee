"""Names for variables of the planner's own."""

from collections.abc import Set as AbstractSet


def free_name(wanted: str, taken: AbstractSet[str]) -> str:
    """The wanted name, or with the first free number behind it where the client has taken it."""
    name, attempt = wanted, 0
    while name in taken:
        attempt += 1
        name = f"{wanted}_{attempt}"
    return name
