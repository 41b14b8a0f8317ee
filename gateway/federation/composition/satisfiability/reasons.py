"""Why a step leads nowhere, subgraph by subgraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.satisfiability.api import Reading, Step
from gateway.federation.composition.satisfiability.tails import Labels, Paths, Tail
from gateway.federation.graph.nodes import Edge, JumpByKey, Node, ReadField
from gateway.federation.language.printer import print_selections
from gateway.federation.language.selection import SelectionSet
from gateway.federation.supergraph.model import FieldOwnership


@dataclass(frozen=True, slots=True)
class Reasons:
    """Explains a step that no tail can take."""

    paths: Paths

    def lines(self, tails: Sequence[Tail], step: Step, labels: Labels) -> list[str]:
        """One line for each subgraph at hand, or reached from there: ``from 'a': …``."""
        found: dict[str, dict[str, None]] = {}
        for tail in tails:
            reached = self.paths.reachability.jumped_to(tail.node)
            nodes = (tail.node, *reached)
            for node in nodes:
                reasons = found.setdefault(str(node.subgraph), {})
                reasons[self._here(node, step, labels)] = None
                reasons |= dict.fromkeys(self._closed_jumps(node, nodes))
            found[str(tail.node.subgraph)] |= dict.fromkeys(self._no_jumps(nodes, step))
        return [f"- from {name!r}: {'; '.join(reasons)}" for name, reasons in found.items()]

    def _here(self, node: Node, step: Step, labels: Labels) -> str:
        is_interface_object = self.paths.reachability.graph.is_interface_object(node)
        if not isinstance(step, Reading):
            if is_interface_object:
                return (
                    f"{node.type_name} is an @interfaceObject, and no subgraph can be reached that "
                    "tells the type of its objects"
                )
            return f"cannot find type {step.target}"
        for edge in self.paths.edges(Node(self._type_at(node, step), node.subgraph), step):
            return self._not_taken(edge, step, labels)
        owner = step.field.owners.get(str(node.subgraph))
        return self._not_resolved(step, owner, str(node.subgraph))

    def _type_at(self, node: Node, step: Reading) -> str:
        is_object = self.paths.reachability.graph.is_interface_object(node)
        return node.type_name if is_object else step.type_name

    def _not_taken(self, edge: Edge, step: Reading, labels: Labels) -> str:
        move = edge.move
        if isinstance(move, ReadField) and move.override and move.override not in labels:
            state = "not active" if move.override[1] else "active"
            return f"{step} is not resolved here while the label {move.override[0]!r} is {state}"
        if isinstance(move, ReadField) and move.contexts:
            names = listed(dict.fromkeys(each.context.split("__", 1)[-1] for each in move.contexts))
            return (
                f"an argument of {step} comes from the context {names}, which is not set on this "
                f"way, or cannot be selected there, or {edge.tail.type_name} has no key here"
            )
        if edge in self.paths.reachability.requirements:
            return (
                f"the @requires of {step} can be met, but {edge.tail.type_name} has no key here "
                "by which to come back with it"
            )
        return f"cannot satisfy the @requires of {step}"

    def _not_resolved(self, step: Reading, owner: FieldOwnership | None, subgraph: str) -> str:
        if owner is None or not (owner.external or owner.used_overridden):
            return f"cannot find field {step}"
        winners = [
            name for name, each in step.field.owners.items() if each.override_from == subgraph
        ]
        if owner.used_overridden and winners:
            return f"{step} is overridden by {listed(winners)}"
        return f"{step} is @external"

    def _closed_jumps(self, node: Node, reached: Sequence[Node]) -> Iterator[str]:
        known = {each.subgraph for each in reached}
        for edge in self.paths.reachability.graph.jumps_from(node):
            if isinstance(edge.move, JumpByKey) and edge.head.subgraph not in known:
                yield (
                    f"cannot move to {edge.head.subgraph!r} by {_key(edge.move.key)} of "
                    f"{edge.head.type_name}, since these fields cannot be read from "
                    f"{node.subgraph!r}"
                )

    def _no_jumps(self, nodes: Sequence[Node], step: Step) -> Iterator[str]:
        """Subgraphs that resolve the field, but that no key leads to."""
        if not isinstance(step, Reading):
            return
        graph = self.paths.reachability.graph
        seen = {node.subgraph for node in nodes}
        seen |= {edge.head.subgraph for node in nodes for edge in graph.jumps_from(node)}
        for subgraph in step.field.owners:
            if subgraph not in seen and self.paths.edges(Node(step.type_name, subgraph), step):
                yield (
                    f"cannot move to {subgraph!r}, which has {step}, because "
                    f"{self._why_not(nodes[0], subgraph)}"
                )

    def _why_not(self, node: Node, subgraph: str) -> str:
        name = node.type_name
        owner = self.paths.reachability.graph.supergraph.types[name].owners.get(subgraph)
        if owner is None:
            return f"it does not know {name}"
        if owner.keys:
            return f"no @key of {name} is resolvable there"
        return f"{name} has no @key there"


def _key(selections: SelectionSet) -> str:
    return f'@key(fields: "{print_selections(selections)[2:-2]}")'
