"""A ``@tag`` on an ``@external`` field repeats what the field's owner says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import Applied, OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields


def apply(subgraph: Subgraph, others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Remove the repetitions."""

    def change(definition: TypeDefinition, field: OutputField) -> OutputField:
        if not field.has("external"):
            return field
        owners = (other.field(definition.name, field.name) for other in others)
        said = [
            applied.arguments
            for owner in owners
            if owner is not None and not owner.has("external")
            for applied in owner.applied("tag")
        ]
        kept = tuple(each for each in field.directives if not _is_repeated(each, said))
        return replace(field, directives=kept)

    return change_fields(subgraph, change)


def _is_repeated(applied: Applied, said: Sequence[object]) -> bool:
    return applied.name == "tag" and applied.arguments in said
