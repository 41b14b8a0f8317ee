"""A cut: which subgraph declares what, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.gateway.federation.monolith.link import Link
from tests.gateway.federation.monolith.schema import Schema

# The subgraph that knows an interface as one object type, and none of its object types.
OBJECTS_GRAPH = "objects"


@dataclass(frozen=True)
class Placement:
    """How one subgraph declares one field.

    Attributes:
        is_key: whether an external field is resolved all the same: keys of federation 1 are.
        is_overridden: another subgraph has taken the field over; asking here is a mistake.
        context_argument: an argument that clients do not see, as text; ``own_argument``: another,
            which is optional, and hidden or known to this subgraph only.
        type_text: the field's type where it is narrower here than elsewhere.
        label: while it is active, the field is where ``override_from`` is set, else where it is not.
    """

    is_shareable: bool = False
    is_external: bool = False
    is_provided: bool = False
    is_key: bool = False
    requires: str = ""
    provides: str = ""
    override_from: str = ""
    label: str = ""
    context_argument: str = ""
    own_argument: str = ""
    type_text: str = ""
    is_overridden: bool = False
    is_hidden: bool = False
    tag: str = ""

    @property
    def is_resolved(self) -> bool:
        """Whether it may be asked for here, at least with some labels."""
        return (not self.is_external or self.is_key) and (
            bool(self.label) or not self.is_overridden
        )

    def is_resolved_with(self, labels: frozenset[str]) -> bool:
        """Whether it may be asked for here while these labels are active."""
        if self.label:
            return (self.label in labels) == bool(self.override_from)
        return self.is_resolved

    @property
    def is_plain(self) -> bool:
        return self.is_resolved and not (
            self.requires
            or self.provides
            or self.override_from
            or self.label
            or self.context_argument
        )


@dataclass
class Declaration:
    """One type in one subgraph.

    Attributes:
        keys: field set to whether it can be resolved.
        context: the name of the context that it sets.
    """

    fields: dict[str, Placement] = field(default_factory=dict)
    keys: dict[str, bool] = field(default_factory=dict)
    context: str = ""


@dataclass
class Cut:
    """All declarations by subgraph and type.

    Attributes:
        members: what an abstract type stands for in a subgraph, by subgraph and type.
        homes: the subgraphs that resolve an entity by its keys.
        old_graphs: the subgraphs that are of federation 1.
        extended: subgraph and type where it says ``extend type``.
        links: how subgraphs name federation's directives, unless as usual.
        hidden_color_in: the subgraph that hides a value of ``Color`` that the others have, too.
    """

    schema: Schema
    graphs: tuple[str, ...]
    types: dict[str, dict[str, Declaration]]
    members: dict[str, dict[str, tuple[str, ...]]]
    homes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    old_graphs: set[str] = field(default_factory=set)
    extended: set[tuple[str, str]] = field(default_factory=set)
    links: dict[str, Link] = field(default_factory=dict)
    hidden_color_in: str = ""

    def placements(self, type_name: str, name: str) -> Iterator[tuple[str, Placement]]:
        """The subgraphs that declare a field."""
        for graph, types in self.types.items():
            if type_name in types and name in types[type_name].fields:
                yield graph, types[type_name].fields[name]

    def owners(self, type_name: str, name: str) -> list[str]:
        """The subgraphs that resolve a field."""
        return [graph for graph, each in self.placements(type_name, name) if each.is_resolved]

    @property
    def labels(self) -> list[str]:
        """All labels of overrides, in order."""
        placements = (
            placement
            for types in self.types.values()
            for declaration in types.values()
            for placement in declaration.fields.values()
        )
        return sorted({each.label for each in placements if each.label})

    def change(self, graph: str, type_name: str, name: str, **changes: Any) -> None:
        """Replace parts of a placement, or make one."""
        fields = self.types[graph].setdefault(type_name, Declaration()).fields
        fields[name] = replace(fields.get(name, Placement()), **changes)

    def is_interface_object(self, graph: str, name: str) -> bool:
        """Whether the subgraph knows the interface by ``@interfaceObject``."""
        return graph == OBJECTS_GRAPH and name in self.schema.interfaces

    def possible(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """What fields of abstract types may return: what all their subgraphs know."""
        return {
            (type_name, each.name): self.common_members(
                each.base, self.owners(type_name, each.name)
            )
            for type_name, fields in self.schema.objects.items()
            for each in fields.values()
            if self.schema.is_abstract(each.base)
        }

    def common_members(self, name: str, graphs: list[str]) -> tuple[str, ...]:
        """The members of an abstract type that all these subgraphs know."""
        return tuple(
            member
            for member in self.schema.members(name)
            if all(member in self.members[graph].get(name, ()) for graph in graphs)
        )
