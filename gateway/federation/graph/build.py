"""From the supergraph to the graph of what can be reached from where.

The steps of ``build_graph``, in order: roots, fields, narrowings, jumps, provided views. An edge
exists only where its subgraph can really answer: a plain ``@external`` field has none, a field of
an interface only when every implementer in that subgraph can resolve it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gateway.federation.graph.nodes import Edge, Enter, JumpByKey, Move, Narrow, Node, ReadField
from gateway.federation.language.selection import TYPENAME, Field, Selection, SelectionSet
from gateway.federation.language.type_reference import NonNullType, named_type
from gateway.federation.supergraph.model import (
    FieldInfo,
    FieldOwnership,
    Supergraph,
    TypeInfo,
    TypeKind,
)


@dataclass(frozen=True, slots=True)
class QueryGraph:
    """All edges, found by their tail; immutable once built."""

    supergraph: Supergraph
    edges: Mapping[Node, tuple[Edge, ...]]
    fields: Mapping[tuple[Node, str], tuple[Edge, ...]]

    def moves_from(self, node: Node) -> tuple[Edge, ...]:
        """Every edge out of a node, in the order of the SDL."""
        return self.edges.get(node, ())

    def field_edges(self, node: Node, name: str) -> tuple[Edge, ...]:
        """The ways to read a field at a node; several where a ``@provides`` view adds one."""
        return self.fields.get((node, name), ())

    def entries_from(self, node: Node) -> Iterator[Edge]:
        """The subgraphs in which a root type begins, also where some field returns it."""
        root = Node(node.type_name, None)
        return (edge for edge in self.moves_from(root) if isinstance(edge.move, Enter))

    def jumps_from(self, node: Node) -> Iterator[Edge]:
        """The entity jumps out of a node."""
        return (edge for edge in self.moves_from(node) if isinstance(edge.move, JumpByKey))

    def narrowing(self, node: Node, type_name: str) -> Edge | None:
        """The move from an abstract node to one of its types, if the subgraph knows it there."""
        for edge in self.moves_from(node):
            if edge.move == Narrow(type_name):
                return edge
        return None

    def is_interface_object(self, node: Node) -> bool:
        """Whether the subgraph knows this interface by ``@interfaceObject``, as one object type."""
        return self.supergraph.types[node.type_name].is_interface_object_in(node.subgraph)

    def __str__(self) -> str:
        return "\n".join(str(edge) for edges in self.edges.values() for edge in edges)


def build_graph(supergraph: Supergraph) -> QueryGraph:
    """Build the graph once for each supergraph."""
    builder = _Builder(supergraph)
    builder.add_roots()
    builder.add_fields()
    builder.add_narrowings()
    builder.add_jumps()
    builder.add_provided_views()
    return builder.finish()


@dataclass(slots=True)
class _Builder:
    supergraph: Supergraph
    edges: dict[Node, dict[Edge, None]] = field(default_factory=dict)

    def add_roots(self) -> None:
        for type_name in self.supergraph.root_types.values():
            for subgraph in self.supergraph.types[type_name].owners:
                self._add(Node(type_name, None), Enter(), Node(type_name, subgraph))

    def add_fields(self) -> None:
        for info in self._types(TypeKind.OBJECT, TypeKind.INTERFACE):
            for each in info.fields.values():
                for subgraph, owner in each.owners.items():
                    if self._can_read(info, each, subgraph):
                        head = Node(_type_in(each, owner), subgraph)
                        move = _read(each.name, owner)
                        self._add(Node(info.name, subgraph), move, head)

    def add_narrowings(self) -> None:
        for info in self._types(TypeKind.INTERFACE, TypeKind.UNION):
            for subgraph in info.owners:
                for name in self._types_in(info, subgraph):
                    self._add(Node(info.name, subgraph), Narrow(name), Node(name, subgraph))

    def add_jumps(self) -> None:
        """By every resolvable key of the target.

        By the others a subgraph is asked again for what it gave itself: it knows those objects,
        and needs no more than their key to take what a field of its own requires.
        """
        for info in self._types(TypeKind.OBJECT, TypeKind.INTERFACE):
            for target, owner in info.owners.items():
                for origin_type in self._types_that_jump(info, target):
                    for origin in origin_type.owners:
                        is_again = origin == target and origin_type is info
                        for key in owner.keys:
                            is_open = key.resolvable or is_again
                            if is_open and _has_fields(origin_type, key.fields):
                                is_partial = self._may_be_null(info, key.fields)
                                move = JumpByKey(key.fields, key.resolvable, is_partial)
                                tail = Node(origin_type.name, origin)
                                self._add(tail, move, Node(info.name, target))

    def _may_be_null(self, info: TypeInfo, key: SelectionSet) -> bool:
        """Whether a part of a key may be null."""
        for each in key:
            if isinstance(each, Field) and each.name in info.fields:
                of = info.fields[each.name].type
                if not isinstance(of, NonNullType):
                    return True
                if each.selections and self._may_be_null(
                    self.supergraph.types[named_type(of)], each.selections
                ):
                    return True
        return False

    def _types_that_jump(self, info: TypeInfo, target: str) -> Iterator[TypeInfo]:
        """The type itself; into an interface object also the types that implement it elsewhere."""
        yield info
        if info.owners[target].is_interface_object:
            for name in self.supergraph.possible_types[info.name]:
                yield self.supergraph.types[name]

    def add_provided_views(self) -> None:
        for info in self._types(TypeKind.OBJECT, TypeKind.INTERFACE):
            for each in info.fields.values():
                for subgraph, owner in each.owners.items():
                    if owner.provides and self._can_read(info, each, subgraph):
                        view = f"{info.name}.{each.name}"
                        head = Node(_type_in(each, owner), subgraph, view)
                        move = _read(each.name, owner)
                        self._add(Node(info.name, subgraph), move, head)
                        self._add_view(head, owner.provides, view)

    def finish(self) -> QueryGraph:
        fields: dict[tuple[Node, str], list[Edge]] = {}
        for node, edges in self.edges.items():
            for edge in edges:
                if isinstance(edge.move, ReadField):
                    fields.setdefault((node, edge.move.name), []).append(edge)
        return QueryGraph(
            self.supergraph,
            {node: tuple(edges) for node, edges in self.edges.items()},
            {place: tuple(edges) for place, edges in fields.items()},
        )

    def _add_view(self, node: Node, provided: SelectionSet, view: str) -> None:
        """Copy the node's edges to its view, and add what the provided selection promises."""
        for edge in tuple(self.edges.get(Node(node.type_name, node.subgraph), ())):
            if isinstance(edge.move, Narrow):
                narrowed = Node(edge.head.type_name, node.subgraph, view)
                self._add(node, edge.move, narrowed)
                self._add_view(narrowed, self._provided_of(narrowed.type_name, provided), view)
            else:
                self._add(node, edge.move, edge.head)
        is_abstract = self.supergraph.types[node.type_name].is_abstract
        for selection in provided if is_abstract else self._provided_of(node.type_name, provided):
            if isinstance(selection, Field):
                self._add_provided_field(node, selection, view)

    def _provided_of(self, type_name: str, provided: SelectionSet) -> SelectionSet:
        """What a selection on an abstract type provides of one of its object types."""
        possible = self.supergraph.possible_types
        found: list[Selection] = []
        for selection in provided:
            if isinstance(selection, Field):
                found.append(selection)
            elif type_name in possible[selection.type_condition]:
                found.extend(self._provided_of(type_name, selection.selections))
        return tuple(found)

    def _add_provided_field(self, node: Node, selection: Field, view: str) -> None:
        if selection.name == TYPENAME.name:
            return
        info = self.supergraph.types[node.type_name].fields[selection.name]
        owner = info.owners.get(node.subgraph or "", FieldOwnership())
        inner = f"{view}.{selection.name}" if selection.selections else None
        head = Node(_type_in(info, owner), node.subgraph, inner)
        self._add(node, ReadField(selection.name), head)
        if inner:
            self._add_view(head, selection.selections, inner)

    def _can_read(self, info: TypeInfo, each: FieldInfo, subgraph: str) -> bool:
        owner = each.owners.get(subgraph)
        if owner is None or (owner.external and not owner.requires):
            return False
        if owner.used_overridden and not owner.override_label:
            return False
        if info.kind is not TypeKind.INTERFACE:
            return True
        implementers = (self.supergraph.types[name] for name in self._types_in(info, subgraph))
        return all(
            self._can_read(implementer, implementer.fields[each.name], subgraph)
            and not _depends(implementer.fields[each.name].owners[subgraph])
            for implementer in implementers
        )

    def _types_in(self, info: TypeInfo, subgraph: str) -> tuple[str, ...]:
        if info.kind is TypeKind.UNION:
            return tuple(name for name, where in info.members.items() if subgraph in where)
        types = self.supergraph.types
        return tuple(
            name
            for name in self.supergraph.possible_types[info.name]
            if subgraph in types[name].interfaces.get(info.name, ())
        )

    def _types(self, *kinds: TypeKind) -> Iterator[TypeInfo]:
        return (info for info in self.supergraph.types.values() if info.kind in kinds)

    def _add(self, tail: Node, move: Move, head: Node) -> None:
        self.edges.setdefault(tail, {})[Edge(tail, move, head)] = None


def _read(name: str, owner: FieldOwnership) -> ReadField:
    return ReadField(name, owner.requires, _override(owner), owner.context_arguments)


def _override(owner: FieldOwnership) -> tuple[str, bool] | None:
    """The winner answers while the label is active, the loser while it is not."""
    if owner.override_label is None:
        return None
    return owner.override_label, owner.override_from is not None


def _depends(owner: FieldOwnership) -> bool:
    """Whether more must be known than the type to say that the subgraph answers."""
    return owner.requires is not None or owner.override_label is not None


def _has_fields(info: TypeInfo, selections: SelectionSet) -> bool:
    names = {each.name for each in selections if isinstance(each, Field)}
    return names <= {*info.fields, TYPENAME.name}


def _type_in(info: FieldInfo, owner: FieldOwnership) -> str:
    return named_type(owner.type or info.type)
