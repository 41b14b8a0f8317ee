"""Where an execution can stand in the query graph, and where a step of the client leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gateway.federation.composition.satisfiability.api import Narrowing, Reading, Step
from gateway.federation.graph.nodes import Edge, Move, Narrow, Node, ReadField
from gateway.federation.graph.reachability import Reachability
from gateway.federation.language.selection import TYPENAME, Field, SelectionSet
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind

Labels = frozenset[tuple[str, bool]]
Contexts = frozenset[tuple[str, Node, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Tail:
    """One place; ``Paths`` makes one value for each, so that sets of them are compared fast.

    Attributes:
        runtime_types: the types that an object may have there, as the subgraph knows them.
        contexts: context to the nearest object above that sets it: its place and type.
    """

    node: Node
    runtime_types: frozenset[str]
    contexts: Contexts = frozenset()


@dataclass(frozen=True, slots=True)
class Paths:
    """Takes steps from tail to tail, each but once."""

    reachability: Reachability
    _tails: dict[tuple[Node, frozenset[str], Contexts], Tail] = field(default_factory=dict)
    _taken: dict[tuple[Tail, Step, Labels], tuple[Tail, ...]] = field(default_factory=dict)
    _places: dict[Node, Tail] = field(default_factory=dict)
    _possible_types: dict[tuple[str, str | None], frozenset[str]] = field(default_factory=dict)

    def entries(self, root: str) -> tuple[Tail, ...]:
        """The subgraphs in which an operation may begin."""
        edges = self.reachability.graph.entries_from(Node(root, None))
        return tuple(self.at(edge.head) for edge in edges)

    def at(self, node: Node) -> Tail:
        """A tail of which nothing is known but the place."""
        known = self._places.get(node)
        if known is None:
            possible = self._possible(node.type_name, node.subgraph)
            known = self._places[node] = self._tail(node, possible, frozenset())
        return known

    def advance(self, tail: Tail, step: Step, labels: Labels) -> tuple[Tail, ...]:
        """Take a step: here, or after jumps; a leaf that is read here is not read elsewhere."""
        key = (tail, step, labels)
        taken = self._taken.get(key)
        if taken is None:
            taken = self._taken[key] = tuple(self._advance(tail, step, labels))
        return taken

    def reads_at_once(self, tail: Tail, step: Step) -> bool:
        """Whether a field is read where one stands, whatever the labels, keys and contexts."""
        return (
            isinstance(step, Reading)
            and step.type_name == tail.node.type_name
            and any(_is_plain(edge.move) for edge in self.edges(tail.node, step))
        )

    def reaches(self, tail: Tail, step: Step, labels: Labels) -> bool:
        """Whether a step can be taken at all."""
        return any(True for _ in self._advance(tail, step, labels))

    def _tail(self, node: Node, runtime_types: frozenset[str], contexts: Contexts) -> Tail:
        key = (node, runtime_types, contexts)
        known = self._tails.get(key)
        if known is None:
            known = self._tails[key] = Tail(node, runtime_types, contexts)
        return known

    def _advance(self, tail: Tail, step: Step, labels: Labels) -> Iterator[Tail]:
        is_direct = False
        for found in self.direct(tail, step, labels, after_jump=False):
            is_direct = True
            yield found
        if not (is_direct and step.is_leaf):
            for node in self.reachability.jumped_to(tail.node):
                jumped = self.at(node)
                if tail.contexts:
                    jumped = self._tail(node, jumped.runtime_types, tail.contexts)
                yield from self.direct(jumped, step, labels, after_jump=True)

    def direct(self, tail: Tail, step: Step, labels: Labels, *, after_jump: bool) -> Iterator[Tail]:
        """Take a step without leaving the subgraph."""
        if isinstance(step, Narrowing):
            yield from self._narrow(tail, step.target)
            return
        for start in self._narrow(tail, step.type_name, is_implied=True):
            for edge in self.edges(start.node, step):
                is_chosen = _override(edge) is None or _override(edge) in labels
                is_met = self.reachability.is_met(edge, after_jump=after_jump)
                if is_chosen and is_met and self.has_contexts(start, edge):
                    contexts = self._contexts_below(start, step)
                    yield self._tail(edge.head, self._returned(start, step), contexts)

    def edges(self, node: Node, step: Reading) -> tuple[Edge, ...]:
        """The ways to read a step's field at a node."""
        return self.reachability.graph.field_edges(node, step.field.name)

    def has_contexts(self, tail: Tail, edge: Edge) -> bool:
        """Whether all arguments from contexts can be selected above, and handed over here."""
        needed = edge.move.contexts if isinstance(edge.move, ReadField) else ()
        if not needed:
            return True
        above = {context: (node, type_name) for context, node, type_name in tail.contexts}
        return self.reachability.resumes(edge.tail) and all(
            argument.context in above
            and self._can_select_at(*above[argument.context], argument.selections)
            for argument in needed
        )

    def is_never(self, tail: Tail, step: Step) -> bool:
        """Whether no object at a tail is ever of the type that is narrowed to.

        An object type in the place of an interface may be an interface object, whose types are
        not known to the subgraph.
        """
        if not isinstance(step, Narrowing):
            return False
        info = self.reachability.graph.supergraph.types[tail.node.type_name]
        is_object = not info.is_abstract or self._is_interface_object(tail.node)
        if is_object and step.source_kind is TypeKind.INTERFACE:
            return False
        return step.target not in tail.runtime_types

    def _narrow(self, tail: Tail, target: str, *, is_implied: bool = False) -> Iterator[Tail]:
        """To an object type; an interface object stays what it is, once the type is known."""
        graph = self.reachability.graph
        if tail.node.type_name == target:
            yield tail
        elif self._is_interface_object(tail.node):
            if is_implied or self.reachability.can_select(tail.node, (TYPENAME,)):
                yield tail
        elif edge := graph.narrowing(tail.node, target):
            yield self._tail(edge.head, tail.runtime_types & {target}, tail.contexts)

    def _can_select_at(self, node: Node, type_name: str, selections: SelectionSet) -> bool:
        """Fragments on other types than the object's do not matter."""
        possible = self.reachability.graph.supergraph.possible_types[type_name]
        applying = tuple(
            each
            for each in selections
            if isinstance(each, Field) or each.type_condition in (type_name, *possible)
        )
        return self.reachability.can_select(node, applying)

    def _contexts_below(self, tail: Tail, step: Reading) -> Contexts:
        """An object that sets a context hides those above that set it too."""
        contexts = self.reachability.graph.supergraph.contexts
        if not contexts or step.is_leaf:
            return frozenset()
        names = {name for name, types in contexts.items() if self._sets(step.type_name, types)}
        kept = frozenset(each for each in tail.contexts if each[0] not in names)
        return kept | {(name, tail.node, step.type_name) for name in names}

    def _sets(self, type_name: str, types: tuple[str, ...]) -> bool:
        possible = self.reachability.graph.supergraph.possible_types
        return any(type_name in possible[each] for each in types)

    def _returned(self, tail: Tail, step: Reading) -> frozenset[str]:
        """The types that a field may return, over all types that the object may have."""
        types = self.reachability.graph.supergraph.types
        if step.is_leaf:
            return frozenset()
        subgraph = str(tail.node.subgraph)
        found: set[str] = set()
        for name in tail.runtime_types:
            info = types[name].fields.get(step.field.name)
            if info is not None and subgraph in info.owners:
                returned = named_type(info.owners[subgraph].type or info.type)
                found |= self._possible(returned, subgraph)
        return frozenset(found)

    def _possible(self, type_name: str, subgraph: str | None) -> frozenset[str]:
        known = self._possible_types.get((type_name, subgraph))
        if known is None:
            known = self._find_possible(Node(type_name, subgraph))
            self._possible_types[type_name, subgraph] = known
        return known

    def _find_possible(self, node: Node) -> frozenset[str]:
        graph = self.reachability.graph
        info = graph.supergraph.types[node.type_name]
        if not info.is_abstract or self._is_interface_object(node):
            return frozenset((node.type_name,))
        edges = graph.moves_from(node)
        return frozenset(edge.move.type_name for edge in edges if isinstance(edge.move, Narrow))

    def _is_interface_object(self, node: Node) -> bool:
        return self.reachability.graph.is_interface_object(node)


def _is_plain(move: Move) -> bool:
    return (
        isinstance(move, ReadField)
        and move.override is None
        and move.requires is None
        and not move.contexts
    )


def _override(edge: Edge) -> tuple[str, bool] | None:
    return edge.move.override if isinstance(edge.move, ReadField) else None
