"""Where an object sits in the client's answer: ``topProducts.@.reviews.@|[Book]``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Descend into the member with this response key."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class EachItem:
    """Descend into every item of a list; one for each level of nesting."""

    def __str__(self) -> str:
        return "@"


@dataclass(frozen=True, slots=True)
class OnType:
    """Keep only objects whose ``__typename`` is one of these (sorted, object types only)."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"|[{','.join(self.names)}]"


Step = Key | EachItem | OnType
ResponsePath = tuple[Step, ...]

EACH_ITEM = EachItem()


def show(path: ResponsePath) -> str:
    """Print a path; a type filter attaches to its predecessor without a dot.

    >>> show((Key("top"), EACH_ITEM, OnType(("Book",)), Key("author")))
    'top.@|[Book].author'
    """
    return ".".join(str(step) for step in path).replace(".|[", "|[")
