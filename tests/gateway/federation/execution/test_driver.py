"""What the rim does with replies, defects and callers who have gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from graphql import parse

from gateway.federation.execution.compile import compile_plan
from gateway.federation.execution.driver import Cancel, FetchTiming, OnReply, execute
from gateway.federation.execution.run import NO_VARIABLES
from gateway.federation.language.from_ast import operation_from_ast
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

_SUPERGRAPH = """
enum join__Graph {
  LEFT @join__graph(name: "left", url: "http://left")
  RIGHT @join__graph(name: "right", url: "http://right")
}
type Query @join__type(graph: LEFT) @join__type(graph: RIGHT) {
  one: Int @join__field(graph: LEFT)
  two: Int @join__field(graph: RIGHT)
}
"""
NUMBERS = World(
    _SUPERGRAPH, Subgraphs("type Query { one: Int two: Int }", {"one": 1, "two": 2}, [])
)
PLAN = NUMBERS.planner.plan(operation_from_ast(parse("{ one two }")))
COMPILED = compile_plan(PLAN, NUMBERS.supergraph, NUMBERS.api_schema)


class Wire:
    """Two subgraphs that answer when they are told to."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[bytes, OnReply]] = {}
        self.cancelled: list[str] = []
        self.all_sent = asyncio.Event()

    def send(self, subgraph: str, body: bytes, is_read: bool, on_reply: OnReply) -> Cancel:
        assert is_read
        self.waiting[subgraph] = body, on_reply
        if len(self.waiting) == 2:
            self.all_sent.set()
        return lambda: self.cancelled.append(subgraph)

    def answer(self, subgraph: str) -> None:
        body, on_reply = self.waiting.pop(subgraph)
        on_reply(NUMBERS.subgraphs.answer(body))

    def execution(self, on_fetch: Callable[[FetchTiming], None] | None = None) -> Any:
        return asyncio.create_task(execute(COMPILED, NO_VARIABLES, self.send, on_fetch=on_fetch))


async def test_replies_are_taken_in_any_order():
    wire = Wire()
    answer = wire.execution()
    await wire.all_sent.wait()
    wire.answer("right")
    wire.answer("left")
    assert await answer == b'{"data":{"one":1,"two":2}}'
    assert wire.cancelled == []


async def test_a_caller_who_goes_cancels_what_is_under_way():
    wire = Wire()
    answer = wire.execution()
    await wire.all_sent.wait()
    wire.answer("left")
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    assert wire.cancelled == ["right"]


async def test_a_defect_ends_the_execution_and_cancels_the_other_requests():
    wire = Wire()
    answer = wire.execution()
    await wire.all_sent.wait()
    wire.waiting["left"][1](ZeroDivisionError("a defect"))
    with pytest.raises(ZeroDivisionError, match="a defect"):
        await answer
    assert wire.cancelled == ["right"]


async def test_a_defect_told_while_sending_ends_the_execution_too():
    def send(subgraph: str, body: bytes, is_read: bool, on_reply: OnReply) -> Cancel:
        on_reply(ZeroDivisionError(f"{subgraph} {body!r} {is_read}"))
        return lambda: None

    with pytest.raises(ZeroDivisionError):
        await execute(COMPILED, NO_VARIABLES, send)


async def test_who_listens_is_told_how_long_each_fetch_took():
    timings: list[FetchTiming] = []
    wire = Wire()
    answer = wire.execution(timings.append)
    await wire.all_sent.wait()
    wire.answer("left")
    wire.answer("right")
    await answer
    assert {each.subgraph for each in timings} == {"left", "right"}
    assert all(each.seconds > 0 for each in timings)
