"""Cutting: which subgraph declares what, such that every query can still be answered.

The invariant that makes it so: an entity's homes and the keys they share are one connected graph,
and whoever only refers to an entity knows one of those keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import FieldNode
from hypothesis import strategies as st

from tests.gateway.federation.monolith.data import selections_of
from tests.gateway.federation.monolith.schema import Field, Schema

GRAPHS = ("one", "two", "three", "four", "five", "six")
# The subgraph that knows an interface as one object type, and none of its object types.
OBJECTS_GRAPH = "objects"


@dataclass(frozen=True)
class Placement:
    """How one subgraph declares one field.

    Attributes:
        is_overridden: another subgraph has taken the field over; asking here is a mistake.
    """

    is_shareable: bool = False
    is_external: bool = False
    is_provided: bool = False
    requires: str = ""
    provides: str = ""
    override_from: str = ""
    is_overridden: bool = False
    is_hidden: bool = False
    tag: str = ""

    @property
    def is_resolved(self) -> bool:
        return not (self.is_external or self.is_overridden)

    @property
    def is_plain(self) -> bool:
        return self.is_resolved and not (self.requires or self.provides or self.override_from)


@dataclass
class Declaration:
    """One type in one subgraph; ``keys`` maps a field set to whether it can be resolved."""

    fields: dict[str, Placement] = field(default_factory=dict)
    keys: dict[str, bool] = field(default_factory=dict)


@dataclass
class Cut:
    """All declarations by subgraph and type.

    Attributes:
        members: what an abstract type stands for in a subgraph, by subgraph and type.
        homes: the subgraphs that resolve an entity by its keys.
    """

    schema: Schema
    graphs: tuple[str, ...]
    types: dict[str, dict[str, Declaration]]
    members: dict[str, dict[str, tuple[str, ...]]]
    homes: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def placements(self, type_name: str, name: str) -> Iterator[tuple[str, Placement]]:
        """The subgraphs that declare a field."""
        for graph, types in self.types.items():
            if type_name in types and name in types[type_name].fields:
                yield graph, types[type_name].fields[name]

    def owners(self, type_name: str, name: str) -> list[str]:
        """The subgraphs that resolve a field."""
        return [graph for graph, each in self.placements(type_name, name) if each.is_resolved]

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


@dataclass
class Cutter:
    """Places the types and fields of a schema, declaring whatever they need."""

    draw: st.DrawFn
    cut: Cut

    @classmethod
    def of(cls, draw: st.DrawFn, schema: Schema) -> Cutter:
        """An empty cut into two to six subgraphs."""
        graphs = GRAPHS[: draw(st.integers(2, len(GRAPHS)))]
        return cls(
            draw, Cut(schema, graphs, {one: {} for one in graphs}, {one: {} for one in graphs})
        )

    def place_all(self) -> None:
        """Place every field of the schema in one subgraph or several."""
        schema = self.cut.schema
        for name in schema.entities:
            self._choose_homes(name)
        for name in schema.entities:
            for graph in self.cut.homes[name]:
                self._declare_key_fields(graph, name)
        for name in schema.entities:
            for each in list(schema.objects[name].values()):
                self._place(name, each)
        for root in ("Query", "Mutation"):
            for each in schema.objects.get(root, {}).values():
                self._place_root(root, each)

    def declare(self, graph: str, name: str) -> None:
        """Make a type known in a subgraph, with all that it needs."""
        schema, types = self.cut.schema, self.cut.types[graph]
        if schema.is_abstract(name):
            self._declare_abstract(graph, name)
        elif name in schema.keys:
            if name not in types:
                self._declare_stub(graph, name)
        elif name in schema.objects and name not in types:
            types[name] = Declaration({each: Placement() for each in schema.objects[name]})
            for each in schema.objects[name].values():
                self.declare(graph, each.base)

    def _choose_homes(self, name: str) -> None:
        """Give an entity its homes; each but the first shares a key with one before it."""
        count = self.draw(st.integers(1, min(4, len(self.cut.graphs))))
        homes = st.lists(
            st.sampled_from(self.cut.graphs), min_size=count, max_size=count, unique=True
        )
        self.cut.homes[name] = tuple(self.draw(homes))
        keys = self.cut.schema.keys[name]
        used = [keys[0]]
        for graph in self.cut.homes[name]:
            chosen = [self.draw(st.sampled_from(used))]
            chosen += self.draw(st.lists(st.sampled_from(keys), max_size=2, unique=True))
            used += chosen
            self.cut.types[graph][name] = Declaration(keys=dict.fromkeys(chosen, True))

    def _place(self, type_name: str, each: Field) -> None:
        """Put a field where no home has it yet: to one, or shared by two."""
        homes = self.cut.homes[type_name]
        if any(owner in homes for owner in self.cut.owners(type_name, each.name)):
            return
        count = min(self.draw(st.sampled_from((1, 1, 1, 2))), len(homes))
        if each.name[0] == "f" and self.draw(st.integers(0, 3)):
            count = len(homes)
        chosen = st.lists(st.sampled_from(homes), min_size=count, max_size=count, unique=True)
        self._share(type_name, each, self.draw(chosen))

    def _place_root(self, root: str, each: Field) -> None:
        """A root of queries may be shared by up to three subgraphs."""
        most = 1 if root == "Mutation" or self.draw(st.integers(0, 2)) else 3
        owners = st.lists(st.sampled_from(self.cut.graphs), min_size=1, max_size=most, unique=True)
        self._share(root, each, self.draw(owners))

    def _share(self, type_name: str, each: Field, graphs: list[str]) -> None:
        for graph in graphs:
            self.declare(graph, each.base)
            owners = [*self.cut.owners(type_name, each.name), graph]
            is_abstract = self.cut.schema.is_abstract(each.base)
            if not is_abstract or self.cut.common_members(each.base, owners):
                self.cut.change(graph, type_name, each.name)

    def _declare_abstract(self, graph: str, name: str) -> None:
        types = self.cut.types[graph]
        if name in types:
            return
        types[name] = Declaration()
        if name in self.cut.schema.interfaces:
            types[name].fields["id"] = Placement()
        choices = self.cut.schema.members(name)
        at_home = [each for each in choices if graph in self.cut.homes.get(each, ())]
        if at_home and self.draw(st.booleans()):
            choices = tuple(at_home)
        members = self.draw(st.lists(st.sampled_from(choices), min_size=1, unique=True))
        self.cut.members[graph][name] = tuple(sorted(members))
        if name == "Fruit" and "Plant" in self.cut.schema.interfaces:
            self.declare(graph, "Plant")
        for member in members:
            self.declare(graph, member)

    def _declare_stub(self, graph: str, name: str) -> None:
        """An entity that others resolve: one of their keys, mostly not to be resolved here."""
        homes = self.cut.homes[name]
        keys = [key for home in homes for key in self.cut.types[home][name].keys]
        is_resolvable = not self.draw(st.integers(0, 3))
        key = self.draw(st.sampled_from(keys))
        self.cut.types[graph][name] = Declaration(keys={key: is_resolvable})
        self._declare_key_fields(graph, name)

    def _declare_key_fields(self, graph: str, name: str) -> None:
        declaration = self.cut.types[graph][name]
        for key in declaration.keys:
            for node in selections_of(key).selections:
                if isinstance(node, FieldNode):
                    self._declare_key_field(graph, name, node.name.value)
        if any(name in types for types in self.cut.schema.implementers.values()):
            declaration.fields.setdefault("id", Placement())

    def _declare_key_field(self, graph: str, type_name: str, name: str) -> None:
        each = self.cut.schema.objects[type_name][name]
        self.cut.types[graph][type_name].fields.setdefault(name, Placement())
        self.declare(graph, each.base)
        if each.base in self.cut.schema.keys:
            self.cut.types[graph][each.base].fields.setdefault("id", Placement())
