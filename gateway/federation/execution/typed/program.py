"""The typed program: classes, walks, batches and mergers for every call of a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

from gateway.federation.execution.calls import Call
from gateway.federation.execution.shape import Place
from gateway.federation.execution.typed.batch_making import BatchMaker
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.classes import ClassMaker
from gateway.federation.execution.typed.entity_calls import EntityCall, make_entity_call
from gateway.federation.execution.typed.root_calls import RootCall, make_root_call
from gateway.federation.execution.typed.visible import Act, VisitMaker, clearing, filling
from gateway.federation.execution.typed.walk import WalkMaker
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class TypedProgram:
    """What a typed run follows.

    Attributes:
        make_root: the empty answer.
        clear: takes the hidden members out; None where there are none.
        make_fill: what puts nulls where nothing has come; made when it is first needed.
    """

    make_root: Callable[[], object]
    root_calls: Mapping[int, RootCall]
    entity_calls: Mapping[int, EntityCall]
    clear: Act | None
    make_fill: Callable[[], Act | None]


def build_typed(
    calls: tuple[Call, ...], root: Place, supergraph: Supergraph
) -> TypedProgram | None:
    """Compile, or None where the plan can only be run carefully."""
    classes = ClassMaker(supergraph)
    walks = WalkMaker(root)
    batches = BatchMaker(walks, supergraph, tuple(each for call in calls for each in call.fetches))
    if any(fetch.contexts for call in calls for fetch in call.fetches):
        return None
    if root.is_abstract or len(root.distinct_variants) != 1:
        return None
    try:
        return TypedProgram(
            make_root=classes.staying(root, root.distinct_variants[0]),
            root_calls={
                call.id: make_root_call(call, walks, classes)
                for call in calls
                if not call.is_entity_call
            },
            entity_calls={
                call.id: make_entity_call(call, batches, classes)
                for call in calls
                if call.is_entity_call
            },
            clear=VisitMaker(classes, clearing).visit(root),
            make_fill=cache(partial(VisitMaker(classes, filling).visit, root)),
        )
    except NotTypableError:
        return None
