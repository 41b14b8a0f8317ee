"""The typed run: the answer grows as one object of generated classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from gateway.federation.execution.calls import Call
from gateway.federation.execution.errors import FetchFailure, ResponseError
from gateway.federation.execution.typed.batches import Batch, Collected
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.program import TypedProgram
from gateway.federation.execution.typed.source import attribute

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class TypedRun:
    """The answer so far, and for each call in flight the objects that wait for it."""

    program: TypedProgram
    introspection: Mapping[str, msgspec.Raw]
    _root: Any = field(init=False)
    _waiting: dict[int, Any] = field(default_factory=dict)
    _scratch: dict[Batch, Collected] = field(default_factory=dict)
    _has_gaps: bool = False

    def __post_init__(self) -> None:
        self._root = self.program.make_root()
        for key, value in self.introspection.items():
            setattr(self._root, attribute(key), value)

    def prepare(self, call: Call) -> Sequence[Sequence[bytes]] | None:
        """Collect the representations to send; None when there is nothing to send."""
        if not call.is_entity_call:
            targets = self.program.root_calls[call.id].targets(self._root)
            self._waiting[call.id] = targets
            return () if targets else None
        asked = self.program.entity_calls[call.id].collect(self._root, self._scratch)
        self._waiting[call.id] = asked
        self._has_gaps |= any(each.has_gaps for part in asked for each in part.collected)
        lists = [part.order for part in asked]
        return lists if any(lists) else None

    def absorb(self, call: Call, body: bytes | FetchFailure) -> None:
        """Decode a reply into the answer.

        Raises:
            NotCleanError: the reply is anything but exactly what the schema promises. The answer
                may be half changed; the careful run begins anew.
        """
        if isinstance(body, FetchFailure):
            raise NotCleanError
        waiting = self._waiting.pop(call.id)
        self._scratch.clear()
        try:
            if call.is_entity_call:
                self._has_gaps |= self.program.entity_calls[call.id].absorb(waiting, body)
            else:
                self.program.root_calls[call.id].absorb(waiting, body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotCleanError from error

    def answer(self) -> tuple[bytes, list[ResponseError]]:
        """The encoded data; there are no errors.

        Raises:
            NotCleanError: something has not come that must not be null.
        """
        if self.program.clear is not None:
            self.program.clear([self._root])
        if self._has_gaps and self.program.fill is not None:
            self.program.fill([self._root])
        return _encode(self._root), []
