"""Types of fields and arguments: the most general for what is read, the most special for input.

Compatible are only types of which one is a subtype of the other: a non-null type of its nullable
one, an object of its interface or union, and lists and non-null types of such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)

Subtypes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class MergedReference:
    """The merged type; ``is_compatible`` False when some types do not fit at all."""

    type: TypeReference
    is_same: bool
    is_compatible: bool


def merge_references(
    references: Mapping[str, TypeReference], subtypes: Subtypes, *, is_input: bool
) -> MergedReference:
    """Merge the types that subgraphs give one element."""
    first, *others = references.values()
    chosen, is_same, is_compatible = first, True, True
    for other in others:
        if other == chosen:
            continue
        is_same = False
        if is_strict_subtype(chosen, other, subtypes):
            chosen = other if is_input else chosen
        elif is_strict_subtype(other, chosen, subtypes):
            chosen = chosen if is_input else other
        else:
            is_compatible = False
    return MergedReference(chosen, is_same, is_compatible)


def is_strict_subtype(general: TypeReference, special: TypeReference, subtypes: Subtypes) -> bool:
    """Whether every value of ``special`` is one of ``general``, which is not the same type."""
    match general, special:
        case NonNullType(), NonNullType():
            return is_strict_subtype(general.of, special.of, subtypes)
        case _, NonNullType():
            return general == special.of or is_strict_subtype(general, special.of, subtypes)
        case ListType(), ListType():
            return is_strict_subtype(general.item, special.item, subtypes)
        case NamedType(), NamedType():
            return special.name in subtypes.get(general.name, frozenset())
    return False
