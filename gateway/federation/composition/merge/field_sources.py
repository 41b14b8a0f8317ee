"""A field as all the subgraphs know it that know its type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.schema import OutputField


@dataclass(frozen=True, slots=True)
class FieldSources:
    """What a field of the supergraph is made of.

    Attributes:
        found: subgraph to its definition of the field.
        lacking: the subgraphs that know the type without this field.
    """

    type_name: str
    name: str
    found: Mapping[str, OutputField]
    lacking: tuple[str, ...]
    is_of_interface: bool

    @property
    def coordinate(self) -> str:
        """``Type.field``."""
        return f"{self.type_name}.{self.name}"

    def is_external(self, merging: Merging, graph: str) -> bool:
        """Whether a subgraph only mentions the field."""
        return (self.type_name, self.name) in merging.subgraphs[graph].facts.external

    def is_resolved(self, merging: Merging, graph: str) -> bool:
        """Whether a subgraph resolves the field, be it along a ``@provides`` only."""
        return merging.subgraphs[graph].facts.is_resolved((self.type_name, self.name))
