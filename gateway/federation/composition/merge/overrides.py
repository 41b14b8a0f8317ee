"""``@override(from:)``: a field moves from one subgraph to another.

The loser keeps the field only for what still needs it there: keys, requirements, interfaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.field_sources import FieldSources
from gateway.federation.composition.schema import Applied

_LABEL = re.compile(r"[a-zA-Z][\w\-:./]*|percent\((\d{1,2}(\.\d{1,8})?|100)\)", re.ASCII)


@dataclass(slots=True)
class Overrides:
    """The losers of one field.

    Attributes:
        used: those where the field still serves something.
        unused: the others, which do not own it in the supergraph at all.
        unknown: subgraphs whose ``@override`` names a subgraph that does not exist.
        labels: winner and loser to the label that decides between them, request by request.
    """

    used: set[str] = field(default_factory=set)
    unused: set[str] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def has_loser(self, graph: str) -> bool:
        """Whether a subgraph lost the field."""
        return graph in self.used or graph in self.unused


def resolve_overrides(merging: Merging, sources: FieldSources) -> Overrides:
    """Find the losers of one field, and report overrides that cannot be."""
    overrides = Overrides()
    overriding = {
        graph: applied
        for graph, each in sources.found.items()
        for applied in each.applied("override")
    }
    for graph, applied in overriding.items():
        loser = str(applied.arguments.get("from"))
        problem = _problem(merging, sources, graph, set(overriding))
        if problem is not None:
            code, message = problem
            place = merging.subgraphs[graph].at(applied)
            merging.report.error(
                code, f"{sources.coordinate} in {graph!r} is overridden: {message}", place
            )
        elif loser not in merging.subgraphs:
            overrides.unknown.append(graph)
            _hint(merging, sources, (graph, applied), f"there is no subgraph {loser!r}; correct it")
        else:
            _lose(merging, sources, overrides, (graph, loser, applied))
    return overrides


def _problem(
    merging: Merging, sources: FieldSources, graph: str, overriding: set[str]
) -> tuple[Code, str] | None:
    applied = next(sources.found[graph].applied("override"))
    loser = str(applied.arguments.get("from"))
    if merging.subgraphs[graph].types[sources.type_name].is_interface_object:
        return (
            Code.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
            f"but {sources.type_name} is an @interfaceObject; override the fields of its types",
        )
    if sources.is_of_interface:
        return Code.OVERRIDE_ON_INTERFACE, "fields of interfaces are not resolved; remove it"
    if loser == graph:
        return Code.OVERRIDE_FROM_SELF_ERROR, "from its own subgraph; name the other one"
    if loser in overriding:
        return (
            Code.OVERRIDE_SOURCE_HAS_OVERRIDE,
            f"but {loser!r} overrides it too; keep one @override",
        )
    abstracted = [each.interface for each in sources.abstracted if each.graph == loser]
    if abstracted:
        return (
            Code.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
            f"but the @interfaceObject {abstracted[0]} in {loser!r} has it; remove one of the two",
        )
    if loser not in sources.found:
        return None
    return _collision(merging, sources, graph, loser)


def _collision(
    merging: Merging, sources: FieldSources, graph: str, loser: str
) -> tuple[Code, str] | None:
    lost = sources.found[loser]
    collision = next((name for name in ("requires", "provides") if lost.has(name)), None)
    where = loser
    if sources.is_external(merging, graph):
        collision, where = "external", graph
    if collision is None:
        return None
    return (
        Code.OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE,
        f"but it has @{collision} in {where!r}; remove one of the two",
    )


def _lose(
    merging: Merging,
    sources: FieldSources,
    overrides: Overrides,
    change: tuple[str, str, Applied],
) -> None:
    graph, loser, applied = change
    coordinate = (sources.type_name, sources.name)
    if loser not in sources.found or sources.is_external(merging, loser):
        merging.report.hint(
            Hint.OVERRIDE_DIRECTIVE_CAN_BE_REMOVED,
            f"{sources.coordinate} in {graph!r} overrides what {loser!r} does not resolve; remove "
            "the @override",
            merging.subgraphs[graph].at(applied),
        )
        return
    is_used = coordinate in merging.subgraphs[loser].facts.used
    (overrides.used if is_used else overrides.unused).add(loser)
    advice = (
        "mark it @external, since something there still selects it"
        if is_used
        else "remove it there"
    )
    label = applied.arguments.get("label")
    if label:
        _move_by_label(merging, sources, overrides, (graph, loser, applied), advice)
        return
    merging.report.hint(
        Hint.OVERRIDDEN_FIELD_CAN_BE_REMOVED,
        f"{sources.coordinate} in {loser!r} is overridden by {graph!r}; {advice}",
        merging.subgraphs[loser].at(sources.found[loser]),
    )


def _move_by_label(
    merging: Merging,
    sources: FieldSources,
    overrides: Overrides,
    change: tuple[str, str, Applied],
    advice: str,
) -> None:
    graph, loser, applied = change
    label = str(applied.arguments["label"])
    if _LABEL.fullmatch(label):
        overrides.labels |= {graph: label, loser: label}
    else:
        merging.report.error(
            Code.OVERRIDE_LABEL_INVALID,
            f"{sources.coordinate} in {graph!r} is overridden with the label {label!r}; a label is "
            'a letter, then letters, digits and any of _-:./, or "percent(x)" with x from 0 to '
            "100",
            merging.subgraphs[graph].at(applied),
        )
    merging.report.hint(
        Hint.OVERRIDE_MIGRATION_IN_PROGRESS,
        f"{sources.coordinate} moves from {loser!r} to {graph!r} by the label {label!r}; "
        f"afterwards {advice}",
        merging.subgraphs[loser].at(sources.found[loser]),
    )


def _hint(
    merging: Merging, sources: FieldSources, change: tuple[str, Applied], message: str
) -> None:
    graph, applied = change
    merging.report.hint(
        Hint.FROM_SUBGRAPH_DOES_NOT_EXIST,
        f"{sources.coordinate} in {graph!r} is overridden, but {message}",
        merging.subgraphs[graph].at(applied),
    )
