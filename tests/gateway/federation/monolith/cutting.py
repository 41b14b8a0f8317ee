"""Cutting: every field goes to one subgraph or several, such that every query can be answered.

The invariant that makes it so: an entity's homes and the keys they share are one connected graph,
and whoever only refers to an entity knows one of those keys.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphql import FieldNode

from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.cut import Cut, Declaration, Placement
from tests.gateway.federation.monolith.data import selections_of
from tests.gateway.federation.monolith.schema import ROOTS, Field, Schema, is_root

GRAPHS = ("one", "two", "three", "four", "five", "six")


@dataclass
class Cutter:
    """Places the types and fields of a schema, declaring whatever they need."""

    choices: Choices
    cut: Cut

    @classmethod
    def of(cls, choices: Choices, schema: Schema) -> Cutter:
        """An empty cut into two to six subgraphs."""
        graphs = GRAPHS[: choices.between(2, len(GRAPHS))]
        return cls(
            choices, Cut(schema, graphs, {one: {} for one in graphs}, {one: {} for one in graphs})
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
        for root in ROOTS:
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
        elif is_root(name):
            types.setdefault(name, Declaration())
        elif name in schema.objects and name not in types:
            types[name] = Declaration({each: Placement() for each in schema.objects[name]})
            for each in schema.objects[name].values():
                self.declare(graph, each.base)

    def know(self, graph: str, name: str, members: tuple[str, ...]) -> None:
        """Make an abstract type stand for these types, too, in a subgraph."""
        known = self.cut.members[graph]
        known[name] = tuple(sorted({*known[name], *members}))
        for member in members:
            self.declare(graph, member)
            if name in self.cut.schema.interfaces:
                self.cut.types[graph][member].fields.setdefault("id", Placement())

    def _choose_homes(self, name: str) -> None:
        """Give an entity its homes; each but the first shares a key with one before it."""
        self.cut.homes[name] = tuple(self.choices.some_of(self.cut.graphs, 1, 4))
        keys = self.cut.schema.keys[name]
        used = [keys[0]]
        for graph in self.cut.homes[name]:
            chosen = [self.choices.one_of(used), *self.choices.some_of(keys, 0, 2)]
            used += chosen
            self.cut.types[graph][name] = Declaration(keys=dict.fromkeys(chosen, True))

    def _place(self, type_name: str, each: Field) -> None:
        """Put a field where no home has it yet: to one, or shared by two."""
        homes = self.cut.homes[type_name]
        if any(owner in homes for owner in self.cut.owners(type_name, each.name)):
            return
        count = min(self.choices.one_of((1, 1, 1, 2)), len(homes))
        if each.name[0] == "f" and not self.choices.is_once_in(4):
            count = len(homes)
        self._share(type_name, each, self.choices.some_of(homes, count, count))

    def _place_root(self, root: str, each: Field) -> None:
        """A root of queries may be shared by up to three subgraphs."""
        most = 3 if root == "Query" and self.choices.is_once_in(3) else 1
        self._share(root, each, self.choices.some_of(self.cut.graphs, 1, most))

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
        known = self.cut.schema.members(name)
        at_home = [each for each in known if graph in self.cut.homes.get(each, ())]
        if at_home and self.choices.coin():
            known = tuple(at_home)
        members = self.choices.some_of(known, 1)
        self.cut.members[graph][name] = tuple(sorted(members))
        if name == "Fruit" and "Plant" in self.cut.schema.interfaces:
            self.declare(graph, "Plant")
        for member in members:
            self.declare(graph, member)

    def _declare_stub(self, graph: str, name: str) -> None:
        """An entity that others resolve: one of their keys, mostly not to be resolved here."""
        homes = self.cut.homes[name]
        keys = [key for home in homes for key in self.cut.types[home][name].keys]
        is_resolvable = self.choices.is_once_in(4)
        key = self.choices.one_of(keys)
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
