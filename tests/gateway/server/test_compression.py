"""Answers by gzip, for who takes it and where it pays (RFC 9110, section 12.5.3)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gateway.server.app import gateway_app
from gateway.server.compression import SMALLEST_BODY, compressed
from gateway.server.profile import DEVELOPMENT, DoorPolicy
from tests.gateway.server.conftest import parts_of

LONG = {"query": "query($n: String) { hello(name: $n) }", "variables": {"n": "Anna " * 1000}}
SHORT = {"query": "{ hello }"}


async def ask(door: httpx.AsyncClient, body: object, encoding: str) -> httpx.Response:
    return await door.post("/graphql", json=body, headers={"accept-encoding": encoding})


@pytest.mark.parametrize(
    "encoding", ["gzip", "GZIP", "x-gzip", "*", "br, gzip;q=0.1", "deflate, *;q=0.5", "gzip;q=1.0"]
)
async def test_a_long_answer_is_compressed(door: httpx.AsyncClient, encoding: str):
    answer = await ask(door, LONG, encoding)
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 500
    assert answer.headers["vary"] == "accept-encoding"
    assert answer.json() == {"data": {"hello": "hello " + "Anna " * 1000}}


@pytest.mark.parametrize(
    "encoding", ["identity", "", "br", "gzip;q=0", "*;q=0", "gzip;q=none", "gzip;q=0, *"]
)
async def test_who_does_not_take_it_gets_it_plain(door: httpx.AsyncClient, encoding: str):
    answer = await ask(door, LONG, encoding)
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "accept-encoding"
    assert int(answer.headers["content-length"]) > 5000


async def test_what_fits_into_a_packet_is_not_compressed(door: httpx.AsyncClient):
    answer = await ask(door, SHORT, "gzip")
    assert len(answer.content) < SMALLEST_BODY
    assert "content-encoding" not in answer.headers


async def test_it_can_be_switched_off(subgraph: Any):
    app = gateway_app(parts_of(subgraph, DoorPolicy(DEVELOPMENT, compresses=False)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://d") as door:
        assert "content-encoding" not in (await ask(door, LONG, "gzip")).headers


@pytest.mark.parametrize("size", [10_000, 1_000_000])
async def test_both_ways_of_compressing_give_gzip(size: int):
    assert (await compressed(b"x" * size)).startswith(b"\x1f\x8b")


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate, gzip"])
async def test_a_compressed_request_is_415(door: httpx.AsyncClient, subgraph: Any, encoding: str):
    headers = {"content-type": "application/json", "content-encoding": encoding}
    answer = await door.post("/graphql", content=b"\x1f\x8b", headers=headers)
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")
    assert subgraph.calls == []
