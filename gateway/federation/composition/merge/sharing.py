"""A field that several subgraphs resolve must be shareable in each, since owners may differ."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.field_sources import FieldSources
from gateway.federation.composition.merge.overrides import Overrides
from gateway.federation.composition.schema import OutputField


def check_sharing(merging: Merging, sources: FieldSources, overrides: Overrides) -> None:
    """Report a field of an object type that several resolve, not all of them willing."""
    coordinate = (sources.type_name, sources.name)
    candidates = [
        *((graph, coordinate) for graph in sources.found if not overrides.has_loser(graph)),
        *((each.graph, (each.interface, sources.name)) for each in sources.abstracted),
    ]
    resolving = [
        graph for graph, place in candidates if merging.subgraphs[graph].facts.is_resolved(place)
    ]
    if sources.type_name == "Subscription":
        _check_subscription(merging, sources)
    unshared = [
        graph
        for graph, place in candidates
        if graph in resolving and place not in merging.subgraphs[graph].facts.shareable
    ]
    if not unshared or len(resolving) == len(unshared) == 1:
        return
    doubt = ""
    if overrides.unknown:
        doubt = (
            f" (its @override in {listed(overrides.unknown)} names a subgraph that is not there)"
        )
    merging.report.error(
        Code.INVALID_FIELD_SHARING,
        f"{sources.coordinate} is resolved by {listed(resolving)}, but is not @shareable in "
        f"{listed(unshared)}{doubt}; mark it there, or resolve it in one subgraph only",
        *merging.places(
            {**{each.graph: each.field for each in sources.abstracted}, **sources.found}
        ),
    )


def _check_subscription(merging: Merging, sources: FieldSources) -> None:
    """A stream of events has one source."""
    shareable = {graph: each for graph, each in sources.found.items() if _is_marked(each)}
    if shareable:
        merging.report.error(
            Code.INVALID_FIELD_SHARING,
            f"{sources.coordinate} is @shareable in {listed(shareable)}, but subscriptions cannot "
            "be; remove the mark",
            *merging.places(shareable),
        )


def _is_marked(field: OutputField) -> bool:
    """The field itself; a mark on the type Subscription is taken to mean nothing."""
    return any(not applied.is_inherited for applied in field.applied("shareable"))
