"""Subscriptions at a subgraph by graphql-transport-ws, and how its protocol is found out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.events import NegotiatedEvents
from gateway.subgraphs.socket_events import NotSpokenError, SocketEventClient
from tests.patience import PATIENCE_SECONDS

REQUEST = SubgraphRequest(b'{"query":"subscription{a}"}', (("x-one", "1"),), 5)
Speak = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def subgraph(speak: Speak, **options: Any) -> AsyncIterator[str]:
    options.setdefault("subprotocols", [Subprotocol("graphql-transport-ws")])
    async with serve(speak, "127.0.0.1", 0, **options) as server:
        yield _url(server)


def _url(server: Server) -> str:
    (socket,) = server.sockets
    return f"ws://127.0.0.1:{socket.getsockname()[1]}/graphql"


async def begun(socket: ServerConnection) -> Any:
    """Acknowledge, after a ping in between; gives the subscription."""
    heard = [json.loads(await socket.recv())]
    await socket.send('{"type":"ping"}')
    heard.append(json.loads(await socket.recv()))
    assert heard == [
        {"type": "connection_init", "payload": {"headers": {"x-one": "1"}}},
        {"type": "pong"},
    ]
    await socket.send('{"type":"connection_ack"}')
    return json.loads(await socket.recv())


async def bodies(url: str, request: SubgraphRequest = REQUEST) -> list[bytes]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        events = SocketEventClient(url, largest_event=1000).subscribe(request)
        return [body async for body in events]


async def test_each_next_is_a_response_until_complete():
    async def speak(socket: ServerConnection) -> None:
        assert socket.request is not None
        assert socket.request.headers["x-one"] == "1"
        asked = await begun(socket)
        assert asked["payload"] == {"query": "subscription{a}"}
        for each in (1, 2):
            message = {"type": "next", "id": asked["id"], "payload": {"data": {"a": each}}}
            await socket.send(json.dumps(message))
        await socket.send(json.dumps({"type": "complete", "id": asked["id"]}))
        await socket.wait_closed()

    async with subgraph(speak) as url:
        assert [json.loads(each) for each in await bodies(url)] == [
            {"data": {"a": 1}},
            {"data": {"a": 2}},
        ]


async def test_an_operation_that_is_refused_is_a_response_with_its_errors():
    async def speak(socket: ServerConnection) -> None:
        asked = await begun(socket)
        await socket.send(
            json.dumps({"type": "error", "id": asked["id"], "payload": [{"message": "no"}]})
        )
        await socket.wait_closed()

    async with subgraph(speak) as url:
        (refusal,) = await bodies(url)
        assert json.loads(refusal) == {"errors": [{"message": "no"}]}


async def test_who_stops_listening_closes_the_connection():
    left = asyncio.Event()

    async def speak(socket: ServerConnection) -> None:
        await begun(socket)
        await socket.send('{"type":"next","id":"1","payload":{}}')
        await socket.wait_closed()
        left.set()

    async with subgraph(speak) as url, asyncio.timeout(PATIENCE_SECONDS):
        async with aclosing(SocketEventClient(url).subscribe(REQUEST)) as events:
            await anext(events)
        await left.wait()


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (None, "the connection broke"),
        ("no", "none of the protocol's"),
        (json.dumps({"type": "next", "id": "1", "payload": "x" * 2000}), "the connection broke"),
    ],
)
async def test_a_connection_that_breaks_off_is_a_failure(message: str | None, reason: str):
    async def speak(socket: ServerConnection) -> None:
        await begun(socket)
        if message is not None:
            await socket.send(message)
            await socket.wait_closed()

    async with subgraph(speak) as url:
        with pytest.raises(SubgraphUnreachableError, match=reason):
            await bodies(url)


async def test_a_subgraph_that_says_nothing_is_given_up_and_its_connection_closed():
    left = asyncio.Event()

    async def speak(socket: ServerConnection) -> None:
        await socket.wait_closed()
        left.set()

    async with subgraph(speak) as url, asyncio.timeout(PATIENCE_SECONDS):
        hasty = SubgraphRequest(REQUEST.body, REQUEST.headers, 0.05)
        with pytest.raises(SubgraphUnreachableError, match=r"no answer within 0\.05 seconds"):
            await bodies(url, hasty)
        await left.wait()


async def test_one_that_speaks_another_protocol_says_so():
    async def speak(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with subgraph(speak, subprotocols=[Subprotocol("graphql-ws")]) as url:
        with pytest.raises(NotSpokenError):
            await bodies(url)


async def test_a_redirect_is_not_followed():
    visited: list[str] = []

    def send_away(_: ServerConnection, request: Request) -> Response:
        visited.append(request.path)
        return Response(HTTPStatus.FOUND, "Found", Headers(location="/elsewhere"), b"")

    async def speak(_: ServerConnection) -> None:
        raise AssertionError("nobody gets here")

    async with subgraph(speak, process_request=send_away) as url:
        with pytest.raises(NotSpokenError):
            await bodies(url)
    assert visited == ["/graphql"]


async def test_who_refuses_a_websocket_is_asked_for_events_from_then_on():
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
    stream = b"event: next\ndata: {}\n\nevent: complete\n\n"
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        asked.append(request.split(b" ")[0])
        refusal = b"HTTP/1.1 405 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        writer.write(refusal if request.startswith(b"GET") else head + stream)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, asyncio.timeout(PATIENCE_SECONDS):
        port = server.sockets[0].getsockname()[1]
        source = NegotiatedEvents(f"http://127.0.0.1:{port}/graphql")
        for _ in range(2):
            assert [each async for each in source.subscribe(REQUEST)] == [b"{}"]
        await source.close()
    assert asked == [b"GET", b"POST", b"POST"]


async def test_one_callers_refusal_does_not_decide_how_others_are_asked():
    refusals = [HTTPStatus.UNAUTHORIZED]

    def guard(_: ServerConnection, __: Request) -> Response | None:
        return Response(refusals.pop(), "No", Headers(), b"") if refusals else None

    async def speak(socket: ServerConnection) -> None:
        asked = await begun(socket)
        await socket.send(json.dumps({"type": "complete", "id": asked["id"]}))
        await socket.wait_closed()

    async with subgraph(speak, process_request=guard) as url:
        source = NegotiatedEvents(url.replace("ws:", "http:"))
        with pytest.raises(SubgraphUnreachableError):
            await anext(source.subscribe(REQUEST))
        assert [each async for each in source.subscribe(REQUEST)] == []
        await source.close()


async def test_who_takes_a_websocket_is_asked_by_one():
    async def speak(socket: ServerConnection) -> None:
        asked = await begun(socket)
        await socket.send(json.dumps({"type": "complete", "id": asked["id"]}))
        await socket.wait_closed()

    async with subgraph(speak) as url:
        source = NegotiatedEvents(url.replace("ws:", "http:"))
        assert [each async for each in source.subscribe(REQUEST)] == []
        await source.close()
