"""Which jumps can ever be taken, and which requirements be met: one truth for the whole graph.

A jump needs its key, a key may need other jumps, and so on in circles. What holds is the least
fixpoint: at first no jump can be taken; in each round those are added whose key can be read with
the ones known, until a round adds none. That is polynomial whatever the subgraphs look like, while
following the circles path by path is not.

Conditions never use a field whose subgraph depends on an ``@override`` label, or whose arguments
come from a context: they must hold whatever labels are active, and wherever one comes from. What
an interface offers is the exception, as in Apollo's composer: an implementation may move it by a
label, if it is read both while the label is active and while it is not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain as chained

from gateway.federation.graph.build import QueryGraph
from gateway.federation.graph.nodes import Edge, JumpByKey, Narrow, Node, ReadField
from gateway.federation.language.selection import Field, SelectionSet

TYPENAME = "__typename"
# A leaf of a selection as the way to it: field names, and types as ``... on T``.
Chain = tuple[str, ...]
# Whether a chain can be read; None when no object has the type that it narrows to.
Answer = bool | None
_ON = "... on "


@dataclass(slots=True)
class Reachability:
    """Answers for one graph; the fixpoint is computed when it is made.

    Attributes:
        jumps: the jumps whose key can be read where they start.
        requirements: the fields with a requirement that can be met where they are read.
    """

    graph: QueryGraph
    jumps: set[Edge] = field(default_factory=set)
    requirements: set[Edge] = field(default_factory=set)
    _reached: dict[Node, tuple[Node, ...]] = field(default_factory=dict)
    _known: dict[tuple[Node, Chain], Answer] = field(default_factory=dict)

    @classmethod
    def of(cls, graph: QueryGraph) -> Reachability:
        """Find what holds in a graph."""
        reachability = cls(graph)
        pending = list(_conditional_edges(graph))
        while met := {edge for edge in pending if reachability._holds(edge)}:
            reachability._admit(met)
            pending = [edge for edge in pending if edge not in met]
        return reachability

    def can_select(self, node: Node, selections: SelectionSet) -> bool:
        """Whether each leaf can be read, beginning at a node, jumps included."""
        return all(self._can_read(node, chain) is True for chain in _chains(selections))

    def jumped_to(self, node: Node) -> tuple[Node, ...]:
        """The nodes, of the same type or one of its interfaces, that jumps lead to."""
        known = self._reached.get(node)
        if known is None:
            known = self._reached[node] = tuple(self._closure(node))
        return known

    def resumes(self, node: Node) -> bool:
        """Whether the subgraph can be asked again for an object that it gave.

        Needed for a field with a requirement: the object is fetched, then the requirement, then
        the field; so the subgraph must itself know some key of the object.
        """
        owner = self.graph.supergraph.types[node.type_name].owners[node.subgraph or ""]
        plain = Node(node.type_name, node.subgraph)
        return any(
            all(self._is_local(plain, chain) for chain in _chains(key.fields)) for key in owner.keys
        )

    def is_met(self, edge: Edge, *, after_jump: bool) -> bool:
        """Whether a field's requirement, if it has one, can be fetched and handed over."""
        if not isinstance(edge.move, ReadField) or edge.move.requires is None:
            return True
        return edge in self.requirements and (after_jump or self.resumes(edge.tail))

    def _closure(self, node: Node) -> Iterator[Node]:
        found, queue = {node}, deque([node])
        while queue:
            for edge in self._leaving(queue.popleft()):
                if edge.head not in found and edge.head.subgraph != node.subgraph:
                    found.add(edge.head)
                    queue.append(edge.head)
                    yield edge.head

    def _leaving(self, node: Node) -> Iterator[Edge]:
        """The open jumps; a root type that some field returns can be entered anywhere."""
        if node.type_name in self.graph.supergraph.root_types.values():
            yield from self.graph.entries_from(Node(node.type_name, None))
        yield from (edge for edge in self.graph.jumps_from(node) if edge in self.jumps)

    def _holds(self, edge: Edge) -> bool:
        return self.can_select(edge.tail, _condition(edge))

    def _admit(self, met: Iterable[Edge]) -> None:
        for edge in met:
            (self.jumps if isinstance(edge.move, JumpByKey) else self.requirements).add(edge)
        self._reached.clear()
        # What can be read stays readable; what could not may be now.
        self._known = {place: True for place, is_readable in self._known.items() if is_readable}

    def _can_read(self, node: Node, chain: Chain) -> Answer:
        if not chain:
            return True
        if (node, chain) not in self._known:
            self._known[node, chain] = self._search(node, chain)
        return self._known[node, chain]

    def _search(self, node: Node, chain: Chain) -> Answer:
        """Every step down shortens the chain, so that the search ends whatever the graph is."""
        if chain[0].startswith(_ON):
            return self._can_narrow(node, chain[0].removeprefix(_ON), chain[1:])
        on_types = (self._can_reach_all(place, chain) for place in (node, *self.jumped_to(node)))
        # What an interface does not offer, all its types may; those are narrowed no further.
        return _any_of(chained((self._can_reach(node, chain),), on_types))

    def _can_reach_all(self, node: Node, chain: Chain) -> Answer:
        """Whether each of the object types that a place may return reads the chain."""
        is_offered = self._offers(node, chain[0])
        answers: list[Answer] = []
        for each in self._narrowed(node):
            answer = self._can_reach(each, chain)
            is_refused = answer is False and is_offered
            answers.append(self._can_reach_by_label(each, chain) if is_refused else answer)
        return _all_of(answers)

    def _offers(self, node: Node, name: str) -> bool:
        """Whether the subgraph's interface has the field itself."""
        info = self.graph.supergraph.types[node.type_name].fields.get(name)
        owner = info.owners.get(node.subgraph or "") if info else None
        return owner is not None and not owner.external

    def _can_reach_by_label(self, node: Node, chain: Chain) -> bool:
        """Whether the chain is read somewhere while a label is active, and while it is not."""
        states = {
            edge.move.override[1]
            for place in (node, *self.jumped_to(node))
            for edge in self.graph.field_edges(place, chain[0])
            if isinstance(edge.move, ReadField) and edge.move.override and not edge.move.contexts
            if self.is_met(edge, after_jump=place != node) and self._can_read(edge.head, chain[1:])
        }
        return len(states) == len((True, False))

    def _can_reach(self, node: Node, chain: Chain) -> Answer:
        """Here, or after jumps."""
        here = self._can_read_at(node, chain, after_jump=False)
        if here:
            return here
        others = self.jumped_to(node)
        return _any_of(
            (here, *(self._can_read_at(other, chain, after_jump=True) for other in others))
        )

    def _can_read_at(self, node: Node, chain: Chain, *, after_jump: bool) -> Answer:
        if chain[0] == TYPENAME:
            return not self.graph.is_interface_object(node)
        return _any_of(
            self._can_read(edge.head, chain[1:])
            for edge in self.graph.field_edges(node, chain[0])
            if not _depends_on_the_operation(edge) and self.is_met(edge, after_jump=after_jump)
        )

    def _can_narrow(self, node: Node, type_name: str, rest: Chain) -> Answer:
        possible = self.graph.supergraph.possible_types[type_name]
        if node.type_name == type_name or node.type_name in possible:
            return self._can_read(node, rest)
        if self.graph.is_interface_object(node):
            return bool(self._can_read(node, (TYPENAME,))) and self._can_read(node, rest)
        edge = self.graph.narrowing(node, type_name)
        if edge is not None:
            return self._can_read(edge.head, rest)
        narrowed = [each for each in self._narrowed(node) if each.type_name in possible]
        return _all_of(self._can_read(each, rest) for each in narrowed) if narrowed else None

    def _narrowed(self, node: Node) -> list[Node]:
        edges = self.graph.moves_from(node)
        return [edge.head for edge in edges if isinstance(edge.move, Narrow)]

    def _is_local(self, node: Node, chain: Chain) -> bool:
        """Whether the subgraph reads the whole chain by itself."""
        if not chain or chain[0] == TYPENAME:
            return True
        return any(
            self._is_local(edge.head, chain[1:])
            for edge in self.graph.field_edges(node, chain[0])
            if isinstance(edge.move, ReadField) and edge.move.requires is None
        )


def _any_of(answers: Iterable[Answer]) -> Answer:
    """Of several ways one is enough."""
    best: Answer = False
    for answer in answers:
        if answer:
            return True
        best = best if answer is False else None
    return best


def _all_of(answers: Iterable[Answer]) -> Answer:
    """Of several types each must do that is asked at all; False when there is none."""
    found = list(answers)
    if not found or any(answer is False for answer in found):
        return False
    return True if any(found) else None


def _conditional_edges(graph: QueryGraph) -> Iterator[Edge]:
    return (edge for edges in graph.edges.values() for edge in edges if _condition(edge))


def _condition(edge: Edge) -> SelectionSet:
    match edge.move:
        case JumpByKey(key):
            return key
        case ReadField(requires=requires):
            return requires or ()
    return ()


def _depends_on_the_operation(edge: Edge) -> bool:
    """On a label, or on what was selected further up."""
    move = edge.move
    return isinstance(move, ReadField) and (move.override is not None or bool(move.contexts))


def _chains(selections: SelectionSet) -> Iterator[Chain]:
    for selection in selections:
        head = selection.name if isinstance(selection, Field) else _ON + selection.type_condition
        if selection.selections:
            yield from ((head, *below) for below in _chains(selection.selections))
        else:
            yield (head,)
