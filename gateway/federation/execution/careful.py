"""The careful run: every reply is taken apart, nothing is trusted, every null is explained.

It answers whatever the subgraphs send, and it is the definition of a right answer: for clean
replies the typed run gives the same bytes, only faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from gateway.federation.execution.calls import Call
from gateway.federation.execution.complete import Completion
from gateway.federation.execution.errors import (
    INVALID_REPLY,
    ErrorPath,
    ErrorPolicy,
    FetchFailure,
    ResponseError,
)
from gateway.federation.execution.faults import Faults
from gateway.federation.execution.leaves import NULL
from gateway.federation.execution.program import Program
from gateway.federation.execution.project import Projector, Unusable
from gateway.federation.execution.replies import (
    Reply,
    SubgraphError,
    read_entities,
    read_reply,
)
from gateway.federation.execution.shape import Member, Place
from gateway.federation.execution.tree import (
    Broken,
    DataPath,
    Thing,
    TreeReader,
    Value,
    merge,
    things_at,
)
from gateway.federation.plan.nodes import Fetch


@dataclass(frozen=True, slots=True)
class _Target:
    """An object that a fetch extends, and where the client sees it."""

    fetch: Fetch
    thing: Thing
    place: Place
    path: DataPath


@dataclass(slots=True)
class _Batch:
    """What one call was sent for: for each representation, the objects that wait for it."""

    type_names: list[str]
    targets: list[list[_Target]]


@dataclass(slots=True)
class CarefulRun:
    """The data of one run and all that went wrong in it."""

    program: Program
    introspection: dict[str, msgspec.Raw]
    policy: ErrorPolicy
    root: Thing = field(init=False)
    faults: Faults = field(init=False)
    _batches: dict[int, _Batch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fetches = self.program.plan.fetches
        self.root = Thing(self.program.root.type_name)
        self.faults = Faults(
            self.policy,
            {fetch.id: fetch.subgraph for fetch in fetches},
            {fetch.id: fetch.after for fetch in fetches},
        )

    def prepare(self, call: Call, sent: Sequence[bytes] | None = None) -> Sequence[bytes] | None:
        """Collect the representations to send; None when there is nothing to send.

        ``sent`` is given on replay: what the typed run has sent for this call, so that the reply's
        items are matched with the right objects.
        """
        if not call.is_entity_call:
            targets = self._targets(call.fetches[0])
            self._batches[call.id] = _Batch([self.program.root.type_name], [targets])
            return () if targets else None
        groups: dict[bytes, list[_Target]] = {} if sent is None else {each: [] for each in sent}
        types: dict[bytes, str] = {}
        for fetch in call.fetches:
            self._collect(fetch, groups, types)
        if sent is not None:
            groups = {each: groups[each] for each in sent}
        self._batches[call.id] = _Batch(
            [types.get(each, "") for each in groups], [*groups.values()]
        )
        return tuple(groups) or None

    def absorb(self, call: Call, body: bytes | FetchFailure) -> None:
        """Merge a reply into the tree, or note why it is of no use."""
        reply = body if isinstance(body, FetchFailure) else read_reply(body)
        if isinstance(reply, FetchFailure):
            self._fail(call, reply)
            return
        try:
            failure = self._merge(call, reply)
        except RecursionError:
            failure = FetchFailure("The subgraph's data is nested too deeply.", INVALID_REPLY)
        for error in reply.errors:
            self._report(call, error)
        # An error that says not where explains better what is missing.
        if failure and not self.faults.failures.get(call.id):
            self._fail(call, failure)

    def answer(self) -> tuple[bytes, list[ResponseError]]:
        """The encoded data and all errors."""
        completion = Completion(self.program.supergraph, self.faults, self.introspection)
        try:
            data = msgspec.json.encode(completion.complete(self.root, self.program.root))
        except RecursionError:
            return NULL, [ResponseError("The operation is nested too deeply.")]
        return data, completion.errors()

    def _targets(self, fetch: Fetch) -> list[_Target]:
        standing = things_at(self.root, self.program.root, fetch.path)
        return [_Target(fetch, each.thing, each.place, each.path) for each in standing]

    def _collect(
        self, fetch: Fetch, groups: dict[bytes, list[_Target]], types: dict[bytes, str]
    ) -> None:
        projector = Projector(self.program.supergraph, fetch)
        for target in self._targets(fetch):
            representation = projector.project(target.thing, target.place)
            if isinstance(representation, Unusable):
                self._report_unusable(representation, target)
            elif representation is not None:
                groups.setdefault(representation, []).append(target)
                types[representation] = target.thing.type_name or target.place.type_name

    def _report_unusable(self, unusable: Unusable, target: _Target) -> None:
        failure = FetchFailure(
            "The subgraph gave an object without a usable key, or without what another subgraph "
            "requires.",
            INVALID_REPLY,
        )
        if not any(self.faults.covers(each, target.path) for each in unusable.suppliers):
            self.faults.report(unusable.suppliers[0], failure, target.path)

    def _merge(self, call: Call, reply: Reply) -> FetchFailure | None:
        """Merge the data, or say why there is none."""
        if reply.data is None:
            return reply.errors[0].failure
        if call.is_entity_call:
            return self._merge_entities(call, reply.data)
        return self._merge_root(call, reply.data)

    def _merge_root(self, call: Call, data: msgspec.Raw) -> FetchFailure | None:
        reader = TreeReader(self.program.supergraph, call.id)
        for target in self._batches[call.id].targets[0]:
            value = reader.read(data, target.place)
            if not isinstance(value, Thing):
                reason = value.reason if isinstance(value, Broken) else "is null"
                return FetchFailure(f"The subgraph's data {reason}.", INVALID_REPLY)
            merge(target.thing, value)
        return None

    def _merge_entities(self, call: Call, data: msgspec.Raw) -> FetchFailure | None:
        batch = self._batches[call.id]
        entities = read_entities(data, len(batch.targets))
        if isinstance(entities, FetchFailure):
            return entities
        for each in zip(entities, batch.type_names, batch.targets, strict=True):
            self._merge_entity(*each)
        return None

    def _merge_entity(self, entity: msgspec.Raw, type_name: str, targets: list[_Target]) -> None:
        read: dict[tuple[int, Place], Value] = {}
        for target in targets:
            question = (target.fetch.id, target.place)
            if question not in read:
                reader = TreeReader(self.program.supergraph, target.fetch.id)
                read[question] = reader.read(entity, target.place, type_name)
            value = read[question]
            if isinstance(value, Thing):
                merge(target.thing, value)
            elif isinstance(value, Broken):
                failure = FetchFailure(f"The entity {value.reason}.", INVALID_REPLY)
                self.faults.report(target.fetch.id, failure, target.path)

    def _report(self, call: Call, error: SubgraphError) -> None:
        batch = self._batches[call.id]
        targets, path = batch.targets[0] if batch.targets else [], error.path
        if call.is_entity_call:
            targets, path = _entity_targets(batch, error.path)
        if path is None:
            self._fail(call, error.failure)
            return
        for target in targets:
            below = client_path(path, target.place, target.fetch.id)
            self.faults.report(target.fetch.id, error.failure, (*target.path, *below))

    def _fail(self, call: Call, failure: FetchFailure) -> None:
        for fetch in call.fetches:
            self.faults.fail(fetch.id, failure)


def _entity_targets(
    batch: _Batch, path: ErrorPath | None
) -> tuple[list[_Target], ErrorPath | None]:
    """Whom an error under ``_entities`` concerns, and its path from there."""
    match path:
        case ("_entities", int(index), *rest) if 0 <= index < len(batch.targets):
            return batch.targets[index], tuple(rest)
        case _:
            return [], None


def client_path(path: ErrorPath, place: Place, fetch_id: int) -> ErrorPath:
    """A path of a reply in the client's keys, cut where the client sees no further."""
    translated: list[str | int] = []
    below: Place | None = place
    for step in path:
        if isinstance(step, int):
            translated.append(step)
            continue
        member = _member_sent_as(below, step, fetch_id) if below else None
        if member is None or not member.is_visible:
            break
        translated.append(member.key)
        below = member.place
    return tuple(translated)


def _member_sent_as(place: Place, key: str, fetch_id: int) -> Member | None:
    for variant in place.distinct_variants:
        for member in variant.members.values():
            if member.suppliers.get(fetch_id) == key:
                return member
    return None
