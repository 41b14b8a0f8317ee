"""Events of one subgraph, each completed by what the others know."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import parse

from gateway.federation.execution.compile import CompiledPlan, compile_plan
from gateway.federation.execution.driver import Cancel, OnReply, subscribe
from gateway.federation.execution.errors import FetchFailure
from gateway.federation.execution.run import ClientVariables
from gateway.federation.language.from_ast import operation_from_ast
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

_SUPERGRAPH = """
enum join__Graph {
  NEWS @join__graph(name: "news", url: "http://news")
  STOCK @join__graph(name: "stock", url: "http://stock")
}
type Query @join__type(graph: NEWS) @join__type(graph: STOCK) {
  item: Item @join__field(graph: NEWS)
}
type Subscription @join__type(graph: NEWS) {
  changed(above: Int): Item @join__field(graph: NEWS)
  removed: Item! @join__field(graph: NEWS)
}
type Item @join__type(graph: NEWS, key: "id") @join__type(graph: STOCK, key: "id") {
  id: ID!
  title: String @join__field(graph: NEWS)
  count: Int @join__field(graph: STOCK)
}
"""
_SCHEMA = """
type Query { item: Item }
type Subscription { changed(above: Int): Item removed: Item! }
type Item { id: ID! title: String count: Int }
"""
ITEMS = [{"__typename": "Item", "id": f"i{n}", "title": f"T{n}", "count": n} for n in range(3)]
SHOP = World(_SUPERGRAPH, Subgraphs(_SCHEMA, {"item": ITEMS[0]}, ITEMS))
CHANGED = "subscription ($n: Int) { changed(above: $n) { amount: count title } }"


def event(number: int, field: str = "changed") -> bytes:
    return json.dumps({"data": {field: {"id": f"i{number}", "title": f"T{number}"}}}).encode()


class Rim:
    """The news subgraph's stream and the stock subgraph's answers."""

    def __init__(self, *events: bytes | FetchFailure) -> None:
        self.events = events
        self.opened: list[tuple[str, Any]] = []
        self.sent: list[Any] = []
        self.is_closed = False

    async def open_stream(
        self, subgraph: str, body: bytes
    ) -> AsyncGenerator[bytes | FetchFailure, None]:
        self.opened.append((subgraph, json.loads(body)))
        try:
            for each in self.events:
                yield each
        finally:
            self.is_closed = True

    def send(self, subgraph: str, body: bytes, is_read: bool, on_reply: OnReply) -> Cancel:
        assert (subgraph, is_read) == ("stock", True)
        self.sent.append(json.loads(body)["variables"]["representations"])
        on_reply(SHOP.subgraphs.answer(body))
        return lambda: None

    def answers(self, text: str, variables: ClientVariables) -> AsyncGenerator[bytes, None]:
        return subscribe(_compiled(text), variables, self.open_stream, self.send)


def _compiled(text: str) -> CompiledPlan:
    plan = SHOP.planner.plan(operation_from_ast(parse(text)))
    return compile_plan(plan, SHOP.supergraph, SHOP.api_schema)


async def taken(rim: Rim, text: str = CHANGED) -> list[Any]:
    variables = ClientVariables({"n": 1}, {"n": b"1"})
    return [json.loads(each) async for each in rim.answers(text, variables)]


async def test_each_event_is_joined_with_what_other_subgraphs_know():
    rim = Rim(event(1), event(2), event(1))
    assert [each["data"]["changed"] for each in await taken(rim)] == [
        {"amount": n, "title": f"T{n}"} for n in (1, 2, 1)
    ]
    assert rim.sent == [[{"__typename": "Item", "id": f"i{n}"}] for n in (1, 2, 1)]


async def test_the_subgraph_is_asked_once_and_gets_the_clients_variables():
    rim = Rim(event(1), event(2))
    await taken(rim)
    ((subgraph, body),) = rim.opened
    assert subgraph == "news"
    assert body["query"].startswith("subscription($n: Int)")
    assert body["variables"] == {"n": 1}


async def test_an_event_that_is_broken_spoils_no_other():
    rim = Rim(event(1), b"{", event(2))
    first, broken, last = await taken(rim)
    assert (first["data"]["changed"]["amount"], last["data"]["changed"]["amount"]) == (1, 2)
    assert broken["data"] == {"changed": None}
    assert [error["path"] for error in broken["errors"]] == [["changed"]]


async def test_an_event_with_errors_is_told_under_the_clients_path():
    error = {"message": "no title", "path": ["changed", "title"]}
    body = {"data": {"changed": {"id": "i1", "title": None}}, "errors": [error]}
    (answer,) = await taken(Rim(json.dumps(body).encode()))
    assert answer["data"] == {"changed": {"amount": 1, "title": None}}
    assert answer["errors"][0]["path"] == ["changed", "title"]


async def test_a_required_event_that_does_not_come_nulls_the_data():
    failure = FetchFailure("the stream broke")
    (answer,) = await taken(Rim(failure), "subscription { removed { title } }")
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "the stream broke"


async def test_a_stream_without_events_ends_without_answers():
    assert await taken(Rim()) == []


async def test_whoever_stops_listening_closes_the_stream():
    rim = Rim(event(1), event(2))
    async with aclosing(rim.answers(CHANGED, ClientVariables())) as answers:
        await anext(answers)
        assert not rim.is_closed
    assert rim.is_closed
