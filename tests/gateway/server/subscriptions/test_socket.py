"""graphql-transport-ws: the life of a connection, and each code that it is closed with."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from chassis import identity
from chassis.clock import now
from chassis.identity import Actor, sign_token
from gateway.server.app import GRAPHQL_PATH
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.subscriptions import socket as socket_door
from gateway.server.subscriptions import socket_session
from tests.gateway.server.conftest import OPEN, SECRET
from tests.gateway.server.subscriptions.conftest import Served, cors_for, served
from tests.patience import PATIENCE_SECONDS

GUARDED = DoorPolicy(replace(DEVELOPMENT, anonymous=False), None)
PROTOCOL = Subprotocol("graphql-transport-ws")
INIT = {"type": "connection_init"}
TICKS = {"query": "subscription { ticks }"}


@asynccontextmanager
async def connected(gateway: Served, **options: Any) -> AsyncIterator[ClientConnection]:
    options.setdefault("subprotocols", [PROTOCOL])
    async with (
        asyncio.timeout(PATIENCE_SECONDS),
        connect(gateway.socket_url, proxy=None, **options) as socket,
    ):
        yield socket


async def say(socket: ClientConnection, *messages: Any) -> None:
    for message in messages:
        await socket.send(json.dumps(message))


async def hear(socket: ClientConnection) -> Any:
    return json.loads(await socket.recv())


async def closing_code(socket: ClientConnection) -> int | None:
    with suppress(ConnectionClosed):
        async for _ in socket:
            pass
    return socket.close_code


def subscribe(operation: str, payload: Any) -> Any:
    return {"type": "subscribe", "id": operation, "payload": payload}


async def begun(socket: ClientConnection) -> None:
    await say(socket, INIT)
    assert await hear(socket) == {"type": "connection_ack"}


async def test_a_subscription_is_answered_until_it_is_complete(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", TICKS))
        for tick in (1, 2, None):
            await gateway.ticker.ticks.put(tick)
        assert [await hear(socket) for _ in range(3)] == [
            {"type": "next", "id": "a", "payload": {"data": {"ticks": 1}}},
            {"type": "next", "id": "a", "payload": {"data": {"ticks": 2}}},
            {"type": "complete", "id": "a"},
        ]


async def test_a_query_is_answered_once(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("q", {"query": "{ hello }", "operationName": None}))
        answer = {"data": {"hello": "hello you"}}
        assert await hear(socket) == {"type": "next", "id": "q", "payload": answer}
        assert await hear(socket) == {"type": "complete", "id": "q"}


async def test_an_invalid_operation_is_refused_and_the_connection_stays(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", {"query": "{ no }"}))
        refusal = await hear(socket)
        assert (refusal["type"], refusal["id"]) == ("error", "a")
        assert refusal["payload"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
        await say(socket, subscribe("a", {"query": "{ hello }"}))
        assert (await hear(socket))["type"] == "next"


async def test_what_the_client_completes_is_ended_and_its_name_is_free(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", TICKS))
        await gateway.ticker.ticks.put(1)
        await hear(socket)
        await say(socket, {"type": "complete", "id": "a"}, subscribe("a", {"query": "{ hello }"}))
        assert (await hear(socket))["payload"] == {"data": {"hello": "hello you"}}
        await gateway.ticker.ended.wait()


async def test_pings_are_answered_with_their_payload(gateway: Served):
    async with connected(gateway) as socket:
        await say(socket, {"type": "ping"}, {"type": "ping", "payload": {"a": 1}})
        await say(socket, {"type": "pong"}, INIT)
        assert [await hear(socket) for _ in range(3)] == [
            {"type": "pong"},
            {"type": "pong", "payload": {"a": 1}},
            {"type": "connection_ack"},
        ]


@pytest.mark.parametrize(
    "text",
    ["no", "[]", '{"type":"x"}', '{"type":"subscribe"}', '{"type":"ping","payload":1}', "[" * 9999],
)
async def test_4400_what_is_none_of_the_messages(gateway: Served, text: str):
    async with connected(gateway) as socket:
        await begun(socket)
        await socket.send(text)
        assert await closing_code(socket) == 4400


async def test_4400_an_operation_without_a_document(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", {"variables": {}}))
        assert await closing_code(socket) == 4400


async def test_4401_an_operation_before_the_connection_is_acknowledged(gateway: Served):
    async with connected(gateway) as socket:
        await say(socket, subscribe("a", TICKS))
        assert await closing_code(socket) == 4401


async def test_4406_another_subprotocol(gateway: Served):
    for subprotocols in (None, [Subprotocol("graphql-ws")]):
        async with connected(gateway, subprotocols=subprotocols) as socket:
            assert await closing_code(socket) == 4406


async def test_4408_no_initialisation_in_time():
    async with served(OPEN, init_seconds=0.05) as gateway, connected(gateway) as socket:
        assert await closing_code(socket) == 4408


async def test_4409_a_second_operation_of_the_same_name(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", TICKS))
        await gateway.ticker.ticks.put(1)
        await hear(socket)
        await say(socket, subscribe("a", TICKS))
        assert await closing_code(socket) == 4409
        await gateway.ticker.ended.wait()


async def test_4429_a_second_initialisation(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, INIT)
        assert await closing_code(socket) == 4429


async def test_4500_a_defect_of_the_gateway(gateway: Served, monkeypatch: pytest.MonkeyPatch):
    def fail(_: object) -> None:
        raise LookupError("a defect")

    monkeypatch.setattr(socket_session, "read_message", fail)
    async with connected(gateway) as socket:
        await say(socket, INIT)
        assert await closing_code(socket) == 4500
        assert socket.close_reason == "Internal server error"


async def test_more_operations_than_a_connection_may_follow_are_refused(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, *(subscribe(str(each), TICKS) for each in range(101)))
        refusal = await hear(socket)
        assert (refusal["id"], refusal["type"]) == ("100", "error")
        assert refusal["payload"][0]["extensions"]["code"] == "FOLLOWED_LIMIT_EXCEEDED"


async def test_who_leaves_ends_his_subscriptions(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await say(socket, subscribe("a", TICKS))
        await gateway.ticker.ticks.put(1)
        await hear(socket)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await gateway.ticker.ended.wait()


@pytest.mark.parametrize(
    "payload",
    [{"Authorization": "Bearer {}"}, {"headers": {"authorization": "Bearer {}"}}],
)
async def test_a_token_may_come_with_the_initialisation(payload: Any):
    token = sign_token(Actor("STAFF", "stf_anna", "cli_test"), SECRET, timedelta(minutes=5))
    said = json.loads(json.dumps(payload).replace("{}", token))
    async with served(GUARDED) as gateway:
        async with connected(gateway) as socket:
            await say(socket, {**INIT, "payload": said})
            assert (await hear(socket))["type"] == "connection_ack"
        async with connected(
            gateway, additional_headers={"authorization": f"Bearer {token}"}
        ) as socket:
            await begun(socket)


@pytest.mark.parametrize("payload", [None, {"Authorization": "Bearer forged"}])
async def test_4403_without_a_token_that_holds(payload: Any):
    async with served(GUARDED) as gateway, connected(gateway) as socket:
        await say(socket, {**INIT, "payload": payload})
        assert await closing_code(socket) == 4403


async def test_a_page_of_another_origin_is_turned_away_unless_it_is_named(gateway: Served):
    own = {"origin": f"http://{gateway.address}"}
    async with connected(gateway, additional_headers=own) as socket:
        await begun(socket)
    with pytest.raises(InvalidStatus, match="403"):
        async with connected(gateway, additional_headers={"origin": "https://evil.example"}):
            pass
    with pytest.raises(InvalidStatus, match="403"):
        async with connected(gateway, additional_headers={"origin": "http://[::1"}):
            pass
    async with served(cors_for("https://shop.example")) as friendly:
        named = {"origin": "https://shop.example"}
        async with connected(friendly, additional_headers=named) as socket:
            await begun(socket)


async def test_1009_a_message_of_more_than_a_mebibyte(gateway: Served):
    async with connected(gateway) as socket:
        await begun(socket)
        await socket.send("x" * (1024 * 1024 + 1))
        assert await closing_code(socket) == 1009


async def test_a_token_that_has_expired_since_begins_nothing_more(monkeypatch: pytest.MonkeyPatch):
    token = sign_token(Actor("STAFF", "stf_anna", "cli_test"), SECRET, timedelta(minutes=5))
    init = {**INIT, "payload": {"authorization": f"Bearer {token}"}}
    async with served(GUARDED) as gateway, connected(gateway) as socket:
        await say(socket, init, subscribe("a", {"query": "{ hello }"}))
        assert [(await hear(socket))["type"] for _ in range(3)] == [
            "connection_ack",
            "next",
            "complete",
        ]
        monkeypatch.setattr(identity, "now", lambda: now() + timedelta(minutes=6))
        await say(socket, subscribe("b", {"query": "{ hello }"}))
        assert await closing_code(socket) == 4403


async def test_a_token_that_has_expired_since_hears_nothing_more(monkeypatch: pytest.MonkeyPatch):
    token = sign_token(Actor("STAFF", "stf_anna", "cli_test"), SECRET, timedelta(minutes=5))
    init = {**INIT, "payload": {"authorization": f"Bearer {token}"}}
    async with served(GUARDED) as gateway, connected(gateway) as socket:
        await say(socket, init, subscribe("a", TICKS))
        await gateway.ticker.ticks.put(1)
        assert [(await hear(socket))["type"] for _ in range(2)] == ["connection_ack", "next"]
        monkeypatch.setattr(identity, "now", lambda: now() + timedelta(minutes=6))
        await gateway.ticker.ticks.put(2)
        assert await closing_code(socket) == 4403


async def test_a_client_that_takes_nothing_is_let_go(
    gateway: Served, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(socket_door, "SEND_SECONDS", 0.05)
    monkeypatch.setattr(socket_door, "CLOSE_SECONDS", 0.05)
    said = iter([INIT, subscribe("a", TICKS)])
    scope = {"type": "websocket", "headers": [], "subprotocols": [PROTOCOL]}

    async def receive() -> Any:
        message = next(said, None) if accepted.is_set() else {}
        if message is None:
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "text": json.dumps(message)}

    async def send(message: Any) -> None:
        if message["type"] != "websocket.accept" and "connection_ack" not in message.get(
            "text", ""
        ):
            await asyncio.Event().wait()
        accepted.set()

    accepted = asyncio.Event()
    async with asyncio.timeout(PATIENCE_SECONDS):
        following = asyncio.ensure_future(
            gateway.door.endpoints[GRAPHQL_PATH].sockets(scope, receive, send)
        )
        await gateway.ticker.ticks.put(1)
        await following
        await gateway.ticker.ended.wait()
