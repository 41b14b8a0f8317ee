"""One execution of a compiled plan, without any I/O.

Ask ``ready`` for requests, send them by whatever means, hand each reply to ``receive``, and ask
again, until ``is_done``; then ``answer`` is the whole response body. The order of replies is free.

A run begins on the typed path, which decodes straight into the shape of the answer and accepts
nothing unusual. At the first reply that is anything else, the careful run takes over: it reads the
same bytes again, from the beginning, and finishes the job.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from gateway.federation.execution.calls import Call
from gateway.federation.execution.careful import CarefulRun
from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import ErrorPolicy, FetchFailure, ResponseError
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.run import TypedRun


class ClientVariables(msgspec.Struct, frozen=True):
    """The client's variables twice.

    Attributes:
        coerced: defaults filled in; conditions and introspection look at them.
        raw: JSON as the client wrote it; subgraphs get these bytes, so no number is distorted.
    """

    coerced: dict[str, object] = msgspec.field(default_factory=dict)
    raw: dict[str, bytes] = msgspec.field(default_factory=dict)


class PreparedFetch(msgspec.Struct, frozen=True):
    """A request to send: a JSON body for a subgraph.

    Attributes:
        is_read: it may be sent twice.
    """

    fetch_id: int
    subgraph: str
    body: bytes
    is_read: bool


class _Sent(msgspec.Struct, frozen=True):
    call: Call
    representations: Sequence[Sequence[bytes]] | None


class _Received(msgspec.Struct, frozen=True):
    call: Call
    reply: bytes | FetchFailure


NO_VARIABLES: Final = ClientVariables()
DEFAULT_POLICY: Final = ErrorPolicy()


class PlanRun:
    """The state of one execution."""

    def __init__(
        self,
        compiled: CompiledPlan,
        variables: ClientVariables = NO_VARIABLES,
        policy: ErrorPolicy = DEFAULT_POLICY,
    ) -> None:
        self._program = compiled.program_for(variables.coerced)
        self._variables = variables
        self._policy = policy
        introspection = self._program.introspection
        self._members = introspection.answer(variables.coerced) if introspection else {}
        typed = None if compiled.is_always_careful else self._program.typed
        self._typed = TypedRun(typed, self._members) if typed else None
        self._careful: CarefulRun | None = None
        self._journal: list[_Sent | _Received] = []
        self._stage = 0
        self._waiting = list(self._program.stages[0]) if self._program.stages else []
        self._in_flight: dict[int, Call] = {}
        self._ended: set[int] = set()

    @property
    def is_careful(self) -> bool:
        """Whether the run has left, or never was on, the typed path."""
        return self._typed is None

    @property
    def is_done(self) -> bool:
        """Whether every fetch has ended. Ask after ``ready``: it starts what may start."""
        is_last_stage = self._stage + 1 >= len(self._program.stages)
        return is_last_stage and not self._waiting and not self._in_flight

    def ready(self) -> list[PreparedFetch]:
        """The requests that can be sent now; each is handed out once.

        A fetch for which there is nothing to send ends here, which may make others ready.
        """
        if not self._waiting and not self._in_flight:
            self._begin_next_stage()
        prepared: list[PreparedFetch] = []
        still_waiting: list[Call] = []
        for planned in self._waiting:
            if not self._ended.issuperset(planned.after):
                still_waiting.append(planned)
                continue
            call = self._settled(planned)
            representations = self._prepare(call)
            if representations is None:
                self._ended.add(call.id)
                continue
            self._in_flight[call.id] = call
            body = call.body(representations, self._variables.raw)
            prepared.append(PreparedFetch(call.id, call.subgraph, body, call.is_read))
        self._waiting = still_waiting
        return prepared if prepared or self.is_done or self._in_flight else self.ready()

    def receive(self, fetch_id: int, reply: bytes | FetchFailure) -> None:
        """Take the reply to a prepared fetch, or why there is none."""
        call = self._in_flight.pop(fetch_id)
        self._ended.add(call.id)
        if self._typed is not None:
            self._journal.append(_Received(call, reply))
            try:
                self._typed.absorb(call, reply)
            except NotCleanError:
                self._go_on_carefully()
        else:
            self._carefully().absorb(call, reply)

    def answer(self) -> bytes:
        """The response body: ``{"data": …}`` and, if there are any, ``"errors"``."""
        if self._typed is not None:
            try:
                return _body(*self._typed.answer())
            except NotCleanError:
                self._go_on_carefully()
        return _body(*self._carefully().answer())

    def _settled(self, call: Call) -> Call:
        return call if self._typed is not None else self._carefully().settle(call)

    def _prepare(self, call: Call) -> Sequence[Sequence[bytes]] | None:
        if self._typed is not None:
            representations = self._typed.prepare(call)
            self._journal.append(_Sent(call, representations))
            return representations
        return self._carefully().prepare(call)

    def _go_on_carefully(self) -> None:
        """Leave the typed path: the careful run hears of everything so far, in order."""
        self._typed = None
        careful = self._carefully()
        for event in self._journal:
            if isinstance(event, _Received):
                careful.absorb(event.call, event.reply)
            else:
                nothing = [()] * len(event.call.questions)
                careful.prepare(event.call, event.representations or nothing)

    def _carefully(self) -> CarefulRun:
        if self._careful is None:
            self._careful = CarefulRun(self._program, self._members, self._policy)
        return self._careful

    def _begin_next_stage(self) -> None:
        if self._stage + 1 < len(self._program.stages):
            self._stage += 1
            self._waiting = list(self._program.stages[self._stage])


def _body(data: bytes, errors: Sequence[ResponseError]) -> bytes:
    if not errors:
        return b'{"data":%b}' % data
    return b'{"data":%b,"errors":%b}' % (data, msgspec.json.encode(errors))
