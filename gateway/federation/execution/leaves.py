"""How the value of a leaf is read: which types are checked, which bytes pass untouched.

``msgspec.Raw`` keeps the bytes of a value as they came, so decimals, large numbers and custom
scalars cannot be distorted; but it accepts null and every type. So lists are read as lists, enums
as one of their values, built-in scalars as what they are, and only floats and custom scalars stay
``Raw``: there a null in a non-null position is looked for afterwards.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
    nullable,
)
from gateway.federation.supergraph.model import Supergraph, TypeKind

NULL: Final = b"null"
RAW_NULL: Final = msgspec.Raw(NULL)
_BUILT_IN: Final[dict[str, Any]] = {
    "String": str,
    # The specification sends an ID as a string, yet integers are met in the wild; both are kept.
    "ID": str | int,
    "Int": int,
    "Boolean": bool,
}


def leaf_annotation(reference: TypeReference, supergraph: Supergraph, *, is_visible: bool) -> Any:
    """The annotation by which msgspec reads a leaf of this type."""
    if is_untyped(reference, supergraph):
        return msgspec.Raw
    match reference:
        case NonNullType(of=of):
            return _without_null(of, supergraph, is_visible=is_visible)
        case _:
            return _without_null(reference, supergraph, is_visible=is_visible) | None


def is_untyped(reference: TypeReference, supergraph: Supergraph) -> bool:
    """Whether every JSON value but null fits, so that nothing needs to be looked at."""
    match nullable(reference):
        case NamedType(name):
            return value_annotation(name, supergraph, is_visible=True) is msgspec.Raw
        case _:
            return False


def value_annotation(name: str, supergraph: Supergraph, *, is_visible: bool) -> Any:
    """The annotation of a single value that is not null."""
    info = supergraph.types.get(name)
    if info is not None and info.kind is TypeKind.ENUM:
        # An inaccessible value may travel between subgraphs, but never to the client.
        values = [each for each, hidden in info.enum_values.items() if not (hidden and is_visible)]
        return Literal[tuple(values)]
    return _BUILT_IN.get(name, msgspec.Raw)


def hides_nulls(reference: TypeReference, supergraph: Supergraph) -> bool:
    """Whether a value read by ``leaf_annotation`` may hold a null that the type forbids."""
    match reference:
        case NonNullType(of=NamedType(name)):
            return value_annotation(name, supergraph, is_visible=True) is msgspec.Raw
        case NonNullType(of=ListType(item)) | ListType(item):
            return hides_nulls(item, supergraph)
        case _:
            return False


def has_hidden_null(value: object, reference: TypeReference) -> bool:
    """Look for a null that the type forbids in a value read by ``leaf_annotation``."""
    match reference:
        case NonNullType(of=of):
            return value == RAW_NULL or has_hidden_null(value, of)
        case ListType(item) if isinstance(value, list):
            return any(has_hidden_null(each, item) for each in value)
        case _:
            return False


def _without_null(
    reference: NamedType | ListType, supergraph: Supergraph, *, is_visible: bool
) -> Any:
    if isinstance(reference, ListType):
        return list[leaf_annotation(reference.item, supergraph, is_visible=is_visible)]  # type: ignore[misc]  # built at run time for msgspec
    return value_annotation(reference.name, supergraph, is_visible=is_visible)
