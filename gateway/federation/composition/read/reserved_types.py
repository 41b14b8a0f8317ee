"""Types that a subgraph may define as the specifications print them, but not use in its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    GraphQLError,
    ListTypeNode,
    NamedTypeNode,
    Node,
    NonNullTypeNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    introspection_types,
)
from graphql.language import TypeExtensionNode

from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.spec.directives import MACHINERY_FIELDS


def misused_types(document: DocumentNode, dialect: Dialect) -> Iterator[GraphQLError]:
    """Fields, arguments and members whose types are federation's, link's or introspection's."""
    kinds = TypeDefinitionNode | TypeExtensionNode
    types = [node for node in document.definitions if isinstance(node, kinds)]
    defined = {node.name.value for node in types}
    with_members = {node.name.value for node in types if getattr(node, "types", None)}
    for node in types:
        if isinstance(node, UnionTypeDefinitionNode) and node.name.value not in with_members:
            message = f"Union type {node.name.value} must define one or more member types"
            yield GraphQLError(message, node)
        elif not dialect.is_machinery_type(node.name.value):
            for reference, is_printed in _references(node):
                name = reference.name.value
                if is_reserved(name, dialect) and not (is_printed and name in defined):
                    yield GraphQLError(f"Unknown type {name!r}", reference)


def is_reserved(name: str, dialect: Dialect) -> bool:
    """Whether no field of a subgraph can be of a type of this name."""
    return dialect.is_machinery_type(name) or name in introspection_types


def _references(node: Any) -> Iterator[tuple[NamedTypeNode, bool]]:
    """The named types of a definition, and whether they are of a field that every subgraph has.

    A subgraph may print such a field; what it is of must then be defined.
    """
    for member in getattr(node, "types", None) or ():
        yield member, False
    for field in getattr(node, "fields", None) or ():
        is_printed = field.name.value in MACHINERY_FIELDS
        yield _named(field.type), is_printed
        if isinstance(field, FieldDefinitionNode):
            for argument in field.arguments or ():
                yield _named(argument.type), is_printed


def _named(node: Node) -> NamedTypeNode:
    while isinstance(node, ListTypeNode | NonNullTypeNode):
        node = node.type
    if not isinstance(node, NamedTypeNode):
        raise AssertionError(f"no type: {node!r}")
    return node
