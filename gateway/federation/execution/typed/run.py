"""The typed run: the answer grows as one object of generated classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from gateway.federation.execution.calls import Call
from gateway.federation.execution.errors import FetchFailure, ResponseError
from gateway.federation.execution.typed.batches import Notes
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.program import TypedProgram
from gateway.federation.execution.typed.source import attribute

_encode = msgspec.json.Encoder().encode


class TypedRun:
    """The answer so far, and for each call in flight the objects that wait for it."""

    __slots__ = ("_has_gaps", "_notes", "_program", "_waiting")

    def __init__(self, program: TypedProgram, introspection: Mapping[str, msgspec.Raw]) -> None:
        root = program.make_root()
        for key, value in introspection.items():
            setattr(root, attribute(key), value)
        self._program = program
        self._notes = Notes(root)
        self._waiting: dict[int, Any] = {}
        self._has_gaps = False

    def prepare(self, call: Call) -> Sequence[Sequence[bytes]] | None:
        """Collect the representations to send; None when there is nothing to send."""
        if not call.is_entity_call:
            targets = self._program.root_calls[call.id].targets(self._notes.root, self._notes.found)
            self._waiting[call.id] = targets
            return () if targets else None
        asked = self._program.entity_calls[call.id].collect(self._notes)
        self._waiting[call.id] = asked
        lists: list[Sequence[bytes]] = []
        for part in asked:
            lists.append(part.order)
            for each in part.collected:
                self._has_gaps |= each.has_gaps
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
        try:
            if call.is_entity_call:
                self._has_gaps |= self._program.entity_calls[call.id].absorb(waiting, body)
            else:
                self._program.root_calls[call.id].absorb(waiting, body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotCleanError from error

    def answer(self) -> tuple[bytes, list[ResponseError]]:
        """The encoded data; there are no errors.

        Raises:
            NotCleanError: something has not come that must not be null.
        """
        if self._program.clear is not None:
            self._program.clear([self._notes.root])
        if self._has_gaps and (fill := self._program.make_fill()) is not None:
            fill([self._notes.root])
        return _encode(self._notes.root), []
