"""Federation 1 ignored what a ``@requires`` or ``@provides`` selects without need.

Fields that the subgraph resolves itself are removed from the selection, and the directive with
the last of them. A selection that cannot be read stays: the rules will tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import read_field_set
from gateway.federation.composition.schema import (
    Applied,
    OutputField,
    TypeDefinition,
    TypeMap,
    object_types_of,
)
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields
from gateway.federation.errors import FieldSetError
from gateway.federation.language.printer import print_selections
from gateway.federation.language.selection import Field, Selection, SelectionSet
from gateway.federation.language.type_reference import named_type


def apply(subgraph: Subgraph, _others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Shorten every requirement and provision."""
    shortening = _Shortening(subgraph.types)
    return change_fields(subgraph, shortening.field)


@dataclass(frozen=True, slots=True)
class _Shortening:
    types: TypeMap

    def field(self, definition: TypeDefinition, field: OutputField) -> OutputField:
        parents = {"requires": definition.name, "provides": named_type(field.type)}
        directives = (
            each
            for applied in field.directives
            for each in self._applied(applied, parents.get(applied.name))
        )
        return replace(field, directives=tuple(directives))

    def _applied(self, applied: Applied, parent: str | None) -> Iterator[Applied]:
        selections = self._readable(applied, parent)
        if parent is None or selections is None:
            yield applied
            return
        kept = self._external(parent, selections)
        if kept == selections:
            yield applied
        elif kept:
            fields = print_selections(kept).removeprefix("{ ").removesuffix(" }")
            yield replace(applied, arguments={**applied.arguments, "fields": fields})

    def _readable(self, applied: Applied, parent: str | None) -> SelectionSet | None:
        if parent is None:
            return None
        try:
            fields = read_field_set(applied.arguments.get("fields"))
        except (TypeError, FieldSetError):
            return None
        return None if any(fields.problems(self.types, parent)) else fields.selections

    def _external(self, type_name: str, selections: SelectionSet) -> SelectionSet:
        kept: list[Selection] = []
        for selection in selections:
            if isinstance(selection, Field) and self._is_external(type_name, selection.name):
                kept.append(selection)
                continue
            below = self._external(self._target(type_name, selection), selection.selections)
            if below:
                kept.append(replace(selection, selections=below))
        return tuple(kept)

    def _target(self, type_name: str, selection: object) -> str:
        if not isinstance(selection, Field):
            return getattr(selection, "type_condition", None) or type_name
        definition = self.types.get(type_name)
        field = definition.fields.get(selection.name) if definition else None
        return named_type(field.type) if field else type_name

    def _is_external(self, type_name: str, field_name: str) -> bool:
        """In the type itself, or in one that implements it."""
        candidates = (self.types.get(type_name), *object_types_of(self.types, type_name))
        found = (each.fields.get(field_name) for each in candidates if each)
        return any(field is not None and field.has("external") for field in found)
