"""A key field of an extension was marked ``@external`` by habit; it is resolved all the same.

An extension without a key of its own uses the first key that another subgraph gives its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.facts import Coordinate, selected_coordinates
from gateway.federation.composition.schema import OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields, without


def apply(subgraph: Subgraph, others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Remove the marks."""
    resolved = {
        coordinate
        for definition in subgraph.types.values()
        if definition.is_extension
        for coordinate in _key_fields(definition, subgraph, others)
    }

    def change(definition: TypeDefinition, field: OutputField) -> OutputField:
        is_resolved = (definition.name, field.name) in resolved
        return without(field, "external") if is_resolved else field

    return change_fields(subgraph, change)


def _key_fields(
    definition: TypeDefinition, subgraph: Subgraph, others: Iterable[Subgraph]
) -> Iterator[Coordinate]:
    if definition.has("key"):
        yield from _selected(subgraph, definition.name, every_key=True)
        return
    for other in others:
        yield from _selected(other, definition.name, every_key=False)


def _selected(subgraph: Subgraph, type_name: str, *, every_key: bool) -> Iterator[Coordinate]:
    definition = subgraph.types.get(type_name)
    keys = list(definition.applied("key")) if definition else []
    for key in keys if every_key else keys[:1]:
        fields = key.arguments.get("fields")
        yield from selected_coordinates(subgraph.types, type_name, fields)
