"""Whatever bytes arrive at the door, the answer is one of HTTP: never a defect, never silence."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.server.limits import Limits
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from tests.gateway.server.attacks.conftest import open_door

EXAMPLES, EXAMPLES_IN_FULL = 200, 5_000
SECONDS = 10.0
QUERIES = (
    "{ __typename }",
    "query A($n: Int) { customers(first: $n) { id name friends { id } } search { id ... on Order { total } } }",
    'mutation { rename(id: "1", name: "\\u00e4") { name } }',
    "{ ...F } fragment F on Query { a: customer(id: 1) @include(if: true) { orders { customer { id } } } }",
    "{ __schema { types { name } } }",
    '"""\n{ # comment\n',
)
PIECES = (
    *'{}()[]:!$@|&=,#"\\\0\ufeff\u2028',
    "...",
    '"""',
    " on ",
    "null",
    "1e999",
    "-0",
    "\ud800",
    "query ",
    "fragment ",
)
TYPES = (
    "application/json",
    "application/graphql-response+json",
    "text/event-stream",
    "multipart/mixed;subscriptionSpec=1.0",
    "*/*",
    "application/json;q=x",
    "text/plain",
    "",
)
HEADERS = (
    "accept",
    "accept-encoding",
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "origin",
    "x-graphql-event-stream-token",
)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A valid text with some pieces put in and cut out, or any text at all."""
    if draw(st.booleans()):
        return draw(st.sampled_from(QUERIES))
    text = draw(st.sampled_from(QUERIES) | st.text(max_size=40))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 8))
        text = text[:place] + draw(st.sampled_from(PIECES)) + text[place + cut :]
    return text


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
        ),
        max_leaves=8,
    )


@st.composite
def requests_in_json(draw: st.DrawFn) -> dict[str, Any]:
    extension = st.fixed_dictionaries(
        {}, optional={"version": json_values(), "sha256Hash": st.just("0" * 64) | json_values()}
    )
    members: dict[str, Any] = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "query": documents() | json_values(),
                "variables": json_values() | st.fixed_dictionaries({"n": json_values()}),
                "operationName": st.sampled_from(["A", "B", "", None]) | json_values(),
                "extensions": json_values()
                | st.fixed_dictionaries({"persistedQuery": extension | json_values()}),
                "documentId": json_values(),
            },
        )
    )
    return members


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    value = draw(requests_in_json() | st.lists(requests_in_json(), max_size=3))
    try:
        body = msgspec.json.encode(value)
    except (ValueError, OverflowError):  # lone surrogates, huge numbers
        body = repr(value).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 4)) == 0:
        place = draw(st.integers(0, len(body)))
        body = body[:place] + draw(st.binary(max_size=4)) + body[place + draw(st.integers(0, 4)) :]
    return body


@st.composite
def scopes(draw: st.DrawFn) -> dict[str, Any]:
    headers = {"content-type": "application/json", "accept": draw(st.sampled_from(TYPES))}
    for name in draw(st.lists(st.sampled_from(HEADERS), max_size=3)):
        headers[name] = draw(
            st.sampled_from(TYPES) | st.text("abcde =;,.-0123456789\xff", max_size=12)
        )
    query = draw(
        documents().map(lambda text: f"query={quote(text, errors='replace')}")
        | st.text(max_size=30).map(quote)
    )
    return {
        "type": "http",
        "http_version": "1.1",
        "method": draw(
            st.sampled_from(["POST"] * 6 + ["GET"] * 3 + ["PUT", "DELETE", "OPTIONS", "BREW"])
        ),
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": query.encode("ascii", "replace"),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }


class Exchange:
    """One request and its answer, as the server sees them."""

    def __init__(self, body: bytes, cuts: int) -> None:
        size = max(1, len(body) // cuts)
        self._parts = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
        self.status: int | None = None
        self.body = b""
        self.has_ended = False
        self.is_gone = False

    async def receive(self) -> dict[str, Any]:
        if not self._parts:
            self.is_gone = True
            return {"type": "http.disconnect"}
        part = self._parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(self._parts)}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert self.status is None
            self.status = message["status"]
        else:
            assert not self.has_ended
            self.body += message.get("body", b"")
            self.has_ended = not message.get("more_body", False)


@pytest.fixture(scope="module")
def exchange() -> Iterator[Any]:
    """Has one exchange done, at one door for all."""
    with asyncio.Runner() as runner:
        doors = open_door(DoorPolicy(DEVELOPMENT, limits=Limits(batch=3)))
        door = runner.run(anext(doors))
        app = door.client._transport.app  # type: ignore[attr-defined] # the ASGI application

        def run(scope: dict[str, Any], body: bytes, cuts: int) -> Exchange:
            done = Exchange(body, cuts)
            runner.run(asyncio.wait_for(app(scope, done.receive, done.send), SECONDS))
            return done

        yield run
        runner.run(_closed(doors))


async def _closed(doors: Any) -> None:
    async with aclosing(doors):
        pass


def holds(done: Exchange) -> None:
    if done.status is None:
        assert done.is_gone
        return
    assert done.status < 500, done.body
    assert done.has_ended or done.is_gone  # a stream to a client that has gone breaks off
    if done.status >= 400 and done.body.startswith(b"{"):
        (*_, error) = msgspec.json.decode(done.body)["errors"]
        assert error["message"]
        assert error["extensions"]["code"]


def test_no_request_is_a_defect(exchange: Any, request: pytest.FixtureRequest):
    is_full = request.config.getoption("--full")

    @settings(
        max_examples=EXAMPLES_IN_FULL if is_full else EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(scopes(), bodies(), st.integers(1, 3))
    def fuzz(scope: dict[str, Any], body: bytes, cuts: int) -> None:
        holds(exchange(scope, body, cuts))

    fuzz()
