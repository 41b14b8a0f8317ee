from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from gateway.subgraphs.client import SubgraphReply, SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.in_process import InProcessSubgraphClient
from gateway.subgraphs.over_httpx import HttpxSubgraphClient

REQUEST = SubgraphRequest(b'{"query":"{a}"}', (("x-one", "1"),), 5)


async def test_httpx_carries_the_same_request(serve_bytes: Any):
    reply = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
    async with serve_bytes(reply) as server, httpx.AsyncClient() as client:
        assert await HttpxSubgraphClient(server.url, client).send(REQUEST) == SubgraphReply(
            200, b"{}"
        )
    assert b"x-one: 1" in server.requests[0]
    assert server.requests[0].endswith(REQUEST.body)


async def test_httpx_bounds_the_body(serve_bytes: Any):
    reply = b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n" + b"z" * 99
    async with serve_bytes(reply) as server, httpx.AsyncClient() as client:
        with pytest.raises(SubgraphUnreachableError, match="more than 10 bytes"):
            await HttpxSubgraphClient(server.url, client, largest_body=10).send(REQUEST)


async def test_an_in_process_subgraph_gets_body_and_headers():
    async def handler(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
        return body + headers[0][1].encode()

    assert (await InProcessSubgraphClient(handler).send(REQUEST)).body == REQUEST.body + b"1"


async def test_an_in_process_subgraph_has_a_deadline():
    async def handler(_: bytes, __: tuple[tuple[str, str], ...]) -> bytes:
        await asyncio.Event().wait()
        return b""

    with pytest.raises(SubgraphUnreachableError, match="no answer within"):
        await InProcessSubgraphClient(handler).send(SubgraphRequest(b"", timeout_seconds=0.02))
