"""The fourth stage: from the merged tree to fetches that depend on one another.

enter s           a new root step
read f            add f to the step's output
as T              a fragment on T in the step's output
by { key } to s   a new entity step after whoever supplies what it carries; the requirement's
own tree is built first, from the place where the jump starts
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gateway.federation.graph.budget import PlanningBudget
from gateway.federation.graph.nodes import Edge, Enter, JumpByKey, Narrow, Node, ReadField
from gateway.federation.graph.paths import Step
from gateway.federation.language.response_path import EACH_ITEM, Key, OnType, ResponsePath
from gateway.federation.language.selection import (
    ALWAYS,
    TYPENAME,
    Argument,
    Condition,
    Operation,
    SelectionSet,
)
from gateway.federation.language.type_reference import list_depth, named_type
from gateway.federation.plan.nodes import ContextValue, TypenameOverride
from gateway.federation.planner.fetch_step import FetchStep, SelectionBuilder
from gateway.federation.planner.free_names import free_name
from gateway.federation.planner.query_tree import Branch, QueryTree
from gateway.federation.planner.response_keys import Place, ResponseKeys
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Position:
    """Where the walk over the tree stands.

    Attributes:
        output: what the step selects at this place.
        path: the place in the answer, with lists and types; ``place``: its response keys only.
        above: where the fields were read that lead here, the nearest last.
        condition: when there is anything here.
        is_shared: whether the client reads here, or above, under several conditions.
        pushed: what every field that is read here must hold under besides; a step that begins at a
            shared place would else ask for one reader what only another wants.
        required_if: None where the client asks; else what is read here serves a later step, and
            this is when that step has anything to ask.
    """

    step: FetchStep
    output: SelectionBuilder
    path: ResponsePath
    place: Place
    above: tuple[Position, ...] = ()
    condition: Condition = ALWAYS
    is_shared: bool = False
    pushed: Condition = ALWAYS
    required_if: Condition | None = None

    def begin(self, step: FetchStep) -> Position:
        """The same place, read by another step."""
        pushed = self.condition if self.is_shared else ALWAYS
        return replace(self, step=step, output=step.output, pushed=pushed)


@dataclass(slots=True)
class FetchGraph:
    """Steps by number; grows while the tree is walked, then goes through the passes."""

    supergraph: Supergraph
    keys: ResponseKeys
    budget: PlanningBudget
    steps: dict[int, FetchStep] = field(default_factory=dict)
    _asked: dict[object, FetchStep] = field(default_factory=dict)
    _context_values: dict[object, ContextValue] = field(default_factory=dict)

    def add(self, wanted: FetchStep) -> FetchStep:
        """Find the step that does this already, or take this one in."""
        known = self._asked.get(wanted.question)
        if known is not None:
            return known
        self.budget.spend_fetch()
        step = replace(wanted, number=len(self._asked))
        self.steps[step.number] = self._asked[step.question] = step
        return step

    def context_value(
        self, variable: str, type_text: str, path: ResponsePath, selections: SelectionSet
    ) -> ContextValue:
        """What is read at one place has one variable, so that its readers can be merged."""
        value = ContextValue(variable, type_text, path, selections)
        return self._context_values.setdefault((type_text, path, selections), value)

    def reaches(self, earlier: int, later: int) -> bool:
        """Whether ``later`` waits for ``earlier``, directly or not."""
        waiting = list(self.steps[later].after)
        seen: set[int] = set()
        while waiting:
            number = waiting.pop()
            if number == earlier:
                return True
            if number not in seen:
                seen.add(number)
                waiting.extend(self.steps[number].after)
        return False


def build_fetch_graph(
    tree: QueryTree, client: Operation, supergraph: Supergraph, budget: PlanningBudget
) -> FetchGraph:
    """Turn the merged tree into steps; ``client`` is the operation in its normal form."""
    keys = ResponseKeys(supergraph)
    keys.hold_all(client.selections, supergraph.root_types[client.kind.value])
    graph = FetchGraph(supergraph, keys, budget)
    builder = _Builder(graph, frozenset(each.name for each in client.variables))
    for branch in tree.branches.values():
        if not isinstance(branch.step.edge.move, Enter):
            raise AssertionError(f"an operation begins by entering a subgraph: {branch.step.edge}")
        step = graph.add(_root_step(branch.step.edge, ()))
        builder.visit(branch.tree, Position(step, step.output, (), ()))
    return graph


def _root_step(edge: Edge, path: ResponsePath) -> FetchStep:
    return FetchStep(0, edge.head.subgraph or "", edge.head.type_name, path, None)


@dataclass(frozen=True, slots=True)
class _Builder:
    graph: FetchGraph
    variables: frozenset[str]

    def visit(self, tree: QueryTree, position: Position) -> dict[int, None]:
        """Build what is below; gives the numbers of the steps that read its leaves."""
        suppliers: dict[int, None] = {}
        for branch in tree.branches.values():
            match branch.step.edge.move:
                case ReadField():
                    suppliers |= self._read(branch, position)
                case Narrow(type_name):
                    suppliers |= self._narrow(branch, type_name, position)
                case JumpByKey():
                    suppliers |= self._jump(branch, position)
                case Enter():
                    suppliers |= self._enter(branch, position)
        return suppliers

    def _read(self, branch: Branch, position: Position) -> dict[int, None]:
        wanted = branch.step.field
        if wanted is None:
            raise AssertionError(f"a read without a field: {branch.step.edge}")
        tail = branch.step.edge.tail.type_name
        if position.required_if is not None and wanted != TYPENAME:
            key = self.graph.keys.key_for(wanted, tail, position.place)
            wanted = replace(wanted, response_key=key, condition=position.required_if)
        wanted = replace(wanted, condition=wanted.condition & position.pushed)
        read_if = position.condition & wanted.condition
        context_arguments = self._context_arguments(branch.step, read_if, position)
        wanted = replace(wanted, arguments=(*wanted.arguments, *context_arguments))
        output = position.output.field(wanted)
        if not branch.tree.branches:
            return {position.step.number: None}
        info = self.graph.supergraph.types[tail].fields[wanted.name]
        path = (*position.path, Key(wanted.response_key), *[EACH_ITEM] * list_depth(info.type))
        place = (*position.place, wanted.response_key)
        below = replace(
            position,
            output=output,
            path=path,
            place=place,
            above=(*position.above, position),
            condition=read_if,
            is_shared=position.is_shared or self.graph.keys.is_shared(place),
            pushed=ALWAYS,
        )
        if self._needs_type(position, place, branch.step.edge.head):
            output.field(TYPENAME)
        returned = branch.step.edge.head.type_name
        if returned != named_type(info.type):
            # The subgraph returns a special case of what stands here for all others.
            return self._narrow(branch, returned, below)
        return self.visit(branch.tree, below)

    def _needs_type(self, position: Position, place: Place, node: Node) -> bool:
        """The client narrows here, whoever reads it, or a representation is to tell the type."""
        is_required = position.required_if is not None
        is_narrowed = self.graph.keys.is_narrowed(place) and self._tells_type(node)
        return is_narrowed or (
            is_required and self.graph.supergraph.types[node.type_name].always_tells_type
        )

    def _context_arguments(
        self, step: Step, condition: Condition, position: Position
    ) -> Iterator[Argument]:
        """What a field's arguments from contexts need is fetched, and they become variables."""
        for need in step.contexts:
            above = replace(position.above[-need.levels], required_if=condition)
            ways = QueryTree()
            for way in need.ways:
                ways.add(way)
            fetching = position.step
            fetching.after |= self.visit(ways, above)
            fetching.after.pop(fetching.number, None)
            selections = self.graph.keys.translate(
                need.argument.selections, need.node.type_name, above.place
            )
            wanted = f"contextualArgument_{fetching.number}_{len(fetching.contexts)}"
            value = self.graph.context_value(
                free_name(wanted, self.variables),
                str(need.argument.type),
                above.path,
                selections,
            )
            fetching.contexts[value] = None
            yield Argument(need.argument.name, f"${value.variable}", (value.variable,))

    def _narrow(self, branch: Branch, type_name: str, position: Position) -> dict[int, None]:
        below = replace(
            position,
            output=position.output.fragment(type_name),
            path=(*position.path, OnType(self._object_types(type_name))),
        )
        return self.visit(branch.tree, below)

    def _object_types(self, type_name: str) -> tuple[str, ...]:
        return tuple(sorted(self.graph.supergraph.possible_types[type_name]))

    def _enter(self, branch: Branch, position: Position) -> dict[int, None]:
        """A root type that some field has returned: its other fields are asked for anew."""
        position.output.field(TYPENAME)
        step = self.graph.add(_root_step(branch.step.edge, position.path))
        step.after |= {position.step.number: None}
        return self.visit(branch.tree, position.begin(step))

    def _jump(self, branch: Branch, position: Position) -> dict[int, None]:
        condition = branch.tree.condition() & (position.required_if or ALWAYS)
        required = replace(position, required_if=condition)
        suppliers = self.visit(branch.requirement, required)
        edge = branch.step.edge
        if self._tells_type(edge.tail):
            position.output.field(TYPENAME)
        wanted = FetchStep(
            number=0,
            subgraph=edge.head.subgraph or "",
            type_name=edge.head.type_name,
            path=position.path,
            carries=self.graph.keys.translate(
                branch.step.carries, edge.tail.type_name, position.place
            ),
            asked_of=edge.tail.type_name,
            typenames=self._typenames(edge),
        )
        step = self.graph.add(wanted)
        step.conditions.add(position.condition & condition)
        step.after |= {position.step.number: None} | suppliers
        step.after.pop(step.number, None)
        return self.visit(branch.tree, position.begin(step))

    def _tells_type(self, node: Node) -> bool:
        """Whether the objects here differ in type, and the subgraph knows in which."""
        info = self.graph.supergraph.types[node.type_name]
        return info.is_abstract and not info.is_interface_object_in(node.subgraph)

    def _typenames(self, edge: Edge) -> tuple[TypenameOverride, ...]:
        """An interface's name is sent where either side knows no more of an object."""
        types = self.graph.supergraph.types
        tail, head = types[edge.tail.type_name], types[edge.head.type_name]
        if tail.is_interface_object_in(edge.tail.subgraph):
            return (TypenameOverride(tail.name, tail.name),)
        if head.is_interface_object_in(edge.head.subgraph):
            names = self.graph.supergraph.possible_types[tail.name]
            return tuple(TypenameOverride(name, head.name) for name in names)
        return ()
