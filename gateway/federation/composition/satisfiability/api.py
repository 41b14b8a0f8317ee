"""What clients may select, one step at a time: visible fields, and types to narrow to.

Fields of interfaces are looked at on each object type that implements them: every subgraph
answers for objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import FieldInfo, Supergraph, TypeInfo, TypeKind


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A field is selected; there is one value for each field, so that identity is equality.

    Attributes:
        override: for a field that moves by a label: the label, and whether it is active.
        is_leaf: nothing can be selected below.
    """

    type_name: str
    field: FieldInfo
    override: tuple[str, bool] | None
    is_leaf: bool

    @property
    def target(self) -> str:
        """The type that the field returns."""
        return named_type(self.field.type)

    def __str__(self) -> str:
        return f"{self.type_name}.{self.field.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """A fragment on one of the object types of an abstract type; one value for each."""

    source: str
    source_kind: TypeKind
    target: str
    is_leaf: bool = False

    def __str__(self) -> str:
        return f"{self.source} as {self.target}"


Step = Reading | Narrowing


@dataclass(frozen=True, slots=True)
class Api:
    """The client's view of a supergraph."""

    supergraph: Supergraph
    _steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)

    def roots(self) -> Iterator[str]:
        """The root types."""
        return (
            name
            for name in self.supergraph.root_types.values()
            if not self.supergraph.types[name].is_inaccessible
        )

    def possible_types(self, type_name: str) -> tuple[str, ...]:
        """The visible object types that a value of a composite type may have."""
        types = self.supergraph.types
        names = self.supergraph.possible_types[type_name]
        return tuple(name for name in names if not types[name].is_inaccessible)

    def steps_from(self, type_name: str) -> tuple[Step, ...]:
        """All ways to go on from a composite type."""
        known = self._steps.get(type_name)
        if known is None:
            known = self._steps[type_name] = tuple(self._find(self.supergraph.types[type_name]))
        return known

    def _find(self, info: TypeInfo) -> Iterator[Step]:
        if info.is_abstract:
            for name in self.possible_types(info.name):
                yield Narrowing(info.name, info.kind, name)
            return
        for each in info.fields.values():
            target = self.supergraph.types[named_type(each.type)]
            if not each.is_inaccessible and not target.is_inaccessible:
                for override in _overrides(each):
                    yield Reading(info.name, each, override, not target.is_composite)


def _overrides(info: FieldInfo) -> tuple[tuple[str, bool] | None, ...]:
    for owner in info.owners.values():
        if owner.override_label is not None:
            return (owner.override_label, True), (owner.override_label, False)
    return (None,)
