"""A field as all the subgraphs know it that know its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.schema import OutputField


class Abstracted(NamedTuple):
    """A field of an ``@interfaceObject`` that stands for fields of the interface's types."""

    graph: str
    interface: str
    field: OutputField


@dataclass(frozen=True, slots=True)
class FieldSources:
    """What a field of the supergraph is made of.

    Attributes:
        found: subgraph to its definition of the field.
        lacking: the subgraphs that know the type without this field.
        abstracted: the subgraphs that do not know the type, but resolve the field for it: by an
            ``@interfaceObject`` of an interface that the type implements.
        is_of_interface: the supergraph has the type as an interface.
    """

    type_name: str
    name: str
    found: Mapping[str, OutputField]
    lacking: tuple[str, ...]
    is_of_interface: bool
    abstracted: tuple[Abstracted, ...] = ()

    @property
    def coordinate(self) -> str:
        """``Type.field``."""
        return f"{self.type_name}.{self.name}"

    def is_external(self, merging: Merging, graph: str) -> bool:
        """Whether a subgraph only mentions the field."""
        return (self.type_name, self.name) in merging.subgraphs[graph].facts.external

    def is_abstracted(self, merging: Merging) -> bool:
        """Whether an interface object resolves the field for a type that it does not know."""
        return any(
            (each.interface, self.name) not in merging.subgraphs[each.graph].facts.external
            for each in self.abstracted
        )

    def is_resolved(self, merging: Merging, graph: str) -> bool:
        """Whether a subgraph resolves the field, be it along a ``@provides`` only."""
        return merging.subgraphs[graph].facts.is_resolved((self.type_name, self.name))
