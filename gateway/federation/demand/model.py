"""What subgraphs say of costs: ``@cost`` and ``@listSize`` of a supergraph, as values.

Source: the cost specification v0.1 (specs.apollo.dev/cost), which follows IBM's GraphQL Cost
Directives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, TypeDefinitionNode, value_from_ast_untyped
from graphql.language import DirectiveNode

from gateway.federation.spec.links import name_of_directive, read_links

# A type's name, or with it a field's, or with these an argument's.
Coordinate = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListSize:
    """``@listSize``.

    Attributes:
        slicing_arguments: whichever of them is given says how long the list is.
        sized_fields: the lists below the field that are so long, instead of itself.
    """

    assumed_size: int | None = None
    slicing_arguments: tuple[str, ...] = ()
    sized_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CostModel:
    """What is said; what is not has the specification's defaults.

    Attributes:
        weights: of types, fields, arguments and fields of inputs.
        list_sizes: by type and field.
    """

    weights: Mapping[Coordinate, int] = field(default_factory=dict)
    list_sizes: Mapping[Coordinate, ListSize] = field(default_factory=dict)


def cost_model(document: DocumentNode) -> CostModel:
    """Read a supergraph's document.

    Raises:
        LinkError: a link that cannot be read.
    """
    links = read_links(document)
    cost, list_size = name_of_directive("cost", links), name_of_directive("listSize", links)
    weights: dict[Coordinate, int] = {}
    sizes: dict[Coordinate, ListSize] = {}
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode):
            for coordinate, element in _elements(node):
                for said in _applied(element, cost):
                    weights[coordinate] = int(said["weight"])
                for said in _applied(element, list_size):
                    sizes[coordinate] = _list_size(said)
    return CostModel(weights, sizes)


def _elements(node: TypeDefinitionNode) -> Iterator[tuple[Coordinate, Any]]:
    name = node.name.value
    yield (name,), node
    for each in getattr(node, "fields", None) or ():
        yield (name, each.name.value), each
        for argument in getattr(each, "arguments", None) or ():
            yield (name, each.name.value, argument.name.value), argument


def _applied(element: Any, name: str) -> Iterator[dict[str, Any]]:
    directive: DirectiveNode
    for directive in element.directives or ():
        if directive.name.value == name:
            yield {
                each.name.value: value_from_ast_untyped(each.value)
                for each in directive.arguments or ()
            }


def _list_size(said: Mapping[str, Any]) -> ListSize:
    return ListSize(
        said.get("assumedSize"),
        tuple(said.get("slicingArguments") or ()),
        tuple(said.get("sizedFields") or ()),
    )
