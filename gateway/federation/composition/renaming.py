"""Directives are printed by the names that the subgraphs give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import Element, OutputField, TypeDefinition

E = TypeVar("E", bound=Element)


def renamed(merged: MergedSchema) -> MergedSchema:
    """The same schema with the supergraph's names for directives."""
    if all(name == own for name, own in merged.carried.names.items()):
        return merged
    renaming = _Renaming(merged.carried.names)
    return replace(
        merged,
        schema=renaming.element(merged.schema),
        types={name: renaming.type(each) for name, each in merged.types.items()},
    )


@dataclass(frozen=True, slots=True)
class _Renaming:
    names: Mapping[str, str]

    def type(self, definition: TypeDefinition) -> TypeDefinition:
        return replace(
            self.element(definition),
            fields={name: self.field(each) for name, each in definition.fields.items()},
            input_fields=self.elements(definition.input_fields),
            enum_values=self.elements(definition.enum_values),
        )

    def field(self, field: OutputField) -> OutputField:
        return replace(self.element(field), arguments=self.elements(field.arguments))

    def elements(self, found: Mapping[str, E]) -> dict[str, E]:
        return {name: self.element(each) for name, each in found.items()}

    def element(self, element: E) -> E:
        directives = tuple(
            replace(each, name=self.names.get(each.name, each.name)) for each in element.directives
        )
        return replace(element, directives=directives)
