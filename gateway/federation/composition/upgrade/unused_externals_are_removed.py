"""An ``@external`` field that nothing needs was tolerated; it is left out.

A type that consisted of nothing else goes with its fields, when nothing refers to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields, change_types
from gateway.federation.language.type_reference import named_type


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], report: Report) -> Subgraph:
    """Remove the fields, and the types that they leave empty."""
    shortened = _without_unused(subgraph)
    empty = {
        name
        for name, each in subgraph.types.items()
        if each.fields and not shortened.types[name].fields
    }
    referenced = set(_references(shortened))
    for name in sorted(empty & referenced):
        report.error(
            Code.TYPE_WITH_ONLY_UNUSED_EXTERNAL,
            f"{name} in {subgraph.name!r} has only @external fields that no @key, @requires or "
            "@provides selects; add a field that is resolved there, or remove the type",
            subgraph.at(subgraph.types[name]),
        )
    return change_types(shortened, lambda each: None if each.name in empty else each)


def _without_unused(subgraph: Subgraph) -> Subgraph:
    """Again and again: a field that goes takes its ``@requires`` and ``@provides`` with it."""
    unused = subgraph.facts.external - subgraph.facts.used
    if not unused:
        return subgraph

    def change(definition: TypeDefinition, field: OutputField) -> OutputField | None:
        return None if (definition.name, field.name) in unused else field

    return _without_unused(change_fields(subgraph, change))


def _references(subgraph: Subgraph) -> Iterator[str]:
    for definition in subgraph.types.values():
        yield from (*definition.interfaces, *definition.members)
        for field in definition.fields.values():
            yield named_type(field.type)
