"""The careful run: every reply is taken apart, nothing is trusted, every null is explained.

It answers whatever the subgraphs send, and it is the definition of a right answer: for clean
replies the typed run gives the same bytes, only faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from gateway.federation.execution.calls import Call, Question
from gateway.federation.execution.complete import Completion
from gateway.federation.execution.contexts import ContextReader, Values, spelled_out
from gateway.federation.execution.errors import (
    INVALID_REPLY,
    ErrorPath,
    ErrorPolicy,
    FetchFailure,
    ResponseError,
)
from gateway.federation.execution.faults import Faults
from gateway.federation.execution.leaves import NULL
from gateway.federation.execution.merge import Merge
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
    """What one question was sent for: for each representation, the objects that wait for it."""

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
    _batches: dict[int, list[_Batch]] = field(default_factory=dict)
    _contexts: dict[int, Values] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fetches = self.program.plan.fetches
        self.root = Thing(self.program.root.type_name)
        self.faults = Faults(
            self.policy,
            {fetch.id: fetch.subgraph for fetch in fetches},
            {fetch.id: fetch.after for fetch in fetches},
        )

    def prepare(
        self, call: Call, sent: Sequence[Sequence[bytes]] | None = None
    ) -> Sequence[Sequence[bytes]] | None:
        """Collect the representations for each question; None when there is nothing to send.

        ``sent`` is given on replay: what the typed run has sent for this call, so that the reply's
        items are matched with the right objects.
        """
        if not call.is_entity_call:
            targets = self._targets(call.fetches[0])
            self._batches[call.id] = [_Batch([self.program.root.type_name], [targets])]
            return () if targets else None
        known = [None] * len(call.questions) if sent is None else sent
        asked: list[tuple[bytes, ...]] = []
        self._batches[call.id] = []
        for question, representations in zip(call.questions, known, strict=True):
            groups, types = self._collect(question, representations)
            batch = _Batch([types.get(each, "") for each in groups], [*groups.values()])
            self._batches[call.id].append(batch)
            asked.append(tuple(groups))
        return asked if any(asked) else None

    def settle(self, call: Call) -> Call:
        """The call as it is sent: what it takes from objects further up is known by now."""
        fetch = call.fetches[0]
        if not fetch.contexts:
            return call
        reader = ContextReader(self.program.supergraph, self.root, self.program.root)
        self._contexts = reader.values(fetch)
        return spelled_out(call, self._contexts, self.program.plan.operation.variables)

    def absorb(self, call: Call, body: bytes | FetchFailure) -> None:
        """Merge a reply into the tree, or note why it is of no use."""
        reply = body if isinstance(body, FetchFailure) else read_reply(body)
        if isinstance(reply, FetchFailure):
            for question in call.questions:
                self._fail(question, reply)
            return
        failures = self._merge(call, reply)
        for error in reply.errors:
            self._report(call, error)
        for question, failure in failures.items():
            # An error that says not where explains better what is missing.
            if not self.faults.failures.get(question.fetches[0].id):
                self._fail(question, failure)

    def answer(self) -> tuple[bytes, list[ResponseError]]:
        """The encoded data and all errors."""
        completion = Completion(
            self.program.supergraph, self.faults, self.introspection, self.program.plan.forbidden
        )
        try:
            data = msgspec.json.encode(completion.complete(self.root, self.program.root))
        except RecursionError:
            return NULL, [ResponseError("The operation is nested too deeply.")]
        return data, completion.errors()

    def _targets(self, fetch: Fetch) -> list[_Target]:
        standing = things_at(self.root, self.program.root, fetch.path)
        return [_Target(fetch, each.thing, each.place, each.path) for each in standing]

    def _collect(
        self, question: Question, sent: Sequence[bytes] | None
    ) -> tuple[dict[bytes, list[_Target]], dict[bytes, str]]:
        """Representations to who waits for them, and to their types."""
        groups: dict[bytes, list[_Target]] = {each: [] for each in sent or ()}
        types: dict[bytes, str] = {}
        for fetch in question.fetches:
            projector = Projector(self.program.supergraph, fetch)
            for target in self._targets(fetch):
                if question.context not in (None, self._contexts.get(id(target.thing))):
                    continue
                representation = projector.project(target.thing, target.place)
                if isinstance(representation, Unusable):
                    self._report_unusable(representation, target)
                elif representation is not None:
                    groups.setdefault(representation, []).append(target)
                    types[representation] = target.thing.type_name or target.place.type_name
        if sent is not None:
            groups = {each: groups[each] for each in sent}
        return groups, types

    def _report_unusable(self, unusable: Unusable, target: _Target) -> None:
        failure = FetchFailure(
            "The subgraph gave an object without a usable key, or without what another subgraph "
            "requires.",
            INVALID_REPLY,
        )
        if not any(self.faults.covers(each, target.path) for each in unusable.suppliers):
            self.faults.report(unusable.suppliers[0], failure, target.path)

    def _merge(self, call: Call, reply: Reply) -> dict[Question, FetchFailure]:
        """Merge the data, and say for which questions there is none."""
        if reply.data is None:
            return dict.fromkeys(call.questions, reply.errors[0].failure)
        failures: dict[Question, FetchFailure] = {}
        for question, batch in zip(call.questions, self._batches[call.id], strict=True):
            try:
                if call.is_entity_call:
                    failure = self._merge_entities(question, batch, reply.data)
                else:
                    failure = self._merge_root(question.fetches[0], batch, reply.data)
            except RecursionError:
                failure = FetchFailure("The subgraph's data is nested too deeply.", INVALID_REPLY)
            if failure is not None:
                failures[question] = failure
        return failures

    def _merge_root(self, fetch: Fetch, batch: _Batch, data: msgspec.Raw) -> FetchFailure | None:
        reader = TreeReader(self.program.supergraph, fetch.id)
        for target in batch.targets[0]:
            value = reader.read(data, target.place)
            if not isinstance(value, Thing):
                reason = value.reason if isinstance(value, Broken) else "is null"
                return FetchFailure(f"The subgraph's data {reason}.", INVALID_REPLY)
            self._add(target, value)
        return None

    def _merge_entities(
        self, question: Question, batch: _Batch, data: msgspec.Raw
    ) -> FetchFailure | None:
        entities = read_entities(data, question.key, len(batch.targets))
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
                self._add(target, value)
            elif isinstance(value, Broken):
                failure = FetchFailure(f"The entity {value.reason}.", INVALID_REPLY)
                self.faults.report(target.fetch.id, failure, target.path)

    def _add(self, target: _Target, value: Thing) -> None:
        merge = Merge(target.fetch.id)
        merge.add(target.thing, value)
        for loss in merge.losses:
            fetch_id = loss.broken.fetch_id
            if fetch_id is not None:
                failure = FetchFailure(f"The subgraph's value {loss.broken.reason}.", INVALID_REPLY)
                self.faults.lose(fetch_id, failure, (*target.path, *loss.path))

    def _report(self, call: Call, error: SubgraphError) -> None:
        if not call.is_entity_call:
            targets, path = self._batches[call.id][0].targets[0], error.path
        else:
            targets, path = self._entity_targets(call, error.path)
        if path is None:
            for question in call.questions:
                self._fail(question, error.failure)
            return
        for target in targets:
            below = client_path(path, target.place, target.fetch.id, target.thing)
            self.faults.report(target.fetch.id, error.failure, (*target.path, *below))

    def _entity_targets(
        self, call: Call, path: ErrorPath | None
    ) -> tuple[list[_Target], ErrorPath | None]:
        """Whom an error under ``_entities`` concerns, and its path from there."""
        for question, batch in zip(call.questions, self._batches[call.id], strict=True):
            match path:
                case (question.key, int(index), *rest) if 0 <= index < len(batch.targets):
                    return batch.targets[index], tuple(rest)
        return [], None

    def _fail(self, question: Question, failure: FetchFailure) -> None:
        for fetch in question.fetches:
            self.faults.fail(fetch.id, failure)


def client_path(path: ErrorPath, place: Place, fetch_id: int, value: Value) -> ErrorPath:
    """A path of a reply in the client's keys, cut where the client sees no further.

    ``value`` is what the reply has brought to the place: where members of different types are sent
    under one key, an object's type tells which is meant.
    """
    translated: list[str | int] = []
    below: Place | None = place
    for step in path:
        if isinstance(step, int):
            translated.append(step)
            value = value[step] if isinstance(value, list) and 0 <= step < len(value) else None
            continue
        member = _member_sent_as(below, step, fetch_id, value) if below else None
        if member is None or not member.is_visible:
            break
        translated.append(member.key)
        below = member.place
        value = value.members.get(member.key) if isinstance(value, Thing) else None
    return tuple(translated)


def _member_sent_as(place: Place, key: str, fetch_id: int, value: Value) -> Member | None:
    own = place.variants.get(value.type_name or "") if isinstance(value, Thing) else None
    variants = place.distinct_variants if own is None else (own,)
    members = (member for variant in variants for member in variant.members.values())
    return next((each for each in members if each.suppliers.get(fetch_id) == key), None)
