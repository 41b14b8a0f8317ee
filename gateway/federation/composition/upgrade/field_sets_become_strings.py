"""Federation 1 took ``fields: id`` and ``fields: ["id", "name"]`` for strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import (
    Applied,
    EnumName,
    OutputField,
    TypeDefinition,
)
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_types

_WITH_FIELD_SETS = ("key", "requires", "provides")


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Write out each field set."""
    return change_types(subgraph, _type)


def _type(definition: TypeDefinition) -> TypeDefinition:
    return replace(
        definition,
        directives=tuple(map(_applied, definition.directives)),
        fields={name: _field(field) for name, field in definition.fields.items()},
    )


def _field(field: OutputField) -> OutputField:
    return replace(field, directives=tuple(map(_applied, field.directives)))


def _applied(applied: Applied) -> Applied:
    fields = applied.arguments.get("fields")
    if applied.name not in _WITH_FIELD_SETS:
        return applied
    if isinstance(fields, EnumName):
        fields = str(fields)
    elif isinstance(fields, list) and all(isinstance(each, str) for each in fields):
        fields = " ".join(fields)
    else:
        return applied
    return replace(applied, arguments={**applied.arguments, "fields": fields})
