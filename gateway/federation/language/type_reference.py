"""References to types: ``Product``, ``[Product!]!`` (GraphQL specification, section 2.11)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """A list of something."""

    item: TypeReference

    def __str__(self) -> str:
        return f"[{self.item}]"


@dataclass(frozen=True, slots=True)
class NonNullType:
    """Anything but null."""

    of: NamedType | ListType

    def __str__(self) -> str:
        return f"{self.of}!"


TypeReference = NamedType | ListType | NonNullType


def nullable(reference: TypeReference) -> NamedType | ListType:
    """Strip one outer non-null."""
    return reference.of if isinstance(reference, NonNullType) else reference


def named_type(reference: TypeReference) -> str:
    """The name at the bottom of all wrappers."""
    match reference:
        case NamedType(name):
            return name
        case ListType(item):
            return named_type(item)
        case NonNullType(of):
            return named_type(of)


def list_depth(reference: TypeReference) -> int:
    """How many lists are wrapped round the named type."""
    match reference:
        case NamedType():
            return 0
        case ListType(item):
            return 1 + list_depth(item)
        case NonNullType(of):
            return list_depth(of)
