"""A reply that wants more memory or time than it may have ends its own exchange, nothing else."""

from __future__ import annotations

import asyncio
import zlib
from typing import Any

import pytest

from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.http import HttpSubgraphClient
from gateway.subgraphs.reply_reader import ReplyLimits

GIBIBYTE = 2**30
LIMITS = ReplyLimits(body=2**20)
QUERY = SubgraphRequest(b'{"query":"{a}"}', timeout_seconds=10, is_idempotent=True)


async def refused(server: Any, reason: str, request: SubgraphRequest = QUERY) -> None:
    client = HttpSubgraphClient(server.url, limits=LIMITS)
    with pytest.raises(SubgraphUnreachableError, match=reason):
        await client.send(request)
    await asyncio.wait_for(server.connection_ended.wait(), 5)


@pytest.mark.parametrize("framing", [b"content-length: %d" % GIBIBYTE, b"x: until close"])
async def test_of_a_gibibyte_little_more_than_the_limit_is_read(serve_crafted: Any, framing: bytes):
    written = 0

    async def pour(_: int, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\n" + framing + b"\r\n\r\n")
        while written < GIBIBYTE:
            writer.write(b" " * 65536)
            await writer.drain()
            written += 65536

    async with serve_crafted(pour) as server:
        await refused(server, "more than 1048576 bytes")
    assert written < GIBIBYTE // 16


async def test_a_gibibyte_announced_is_not_waited_for(serve_bytes: Any):
    head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % GIBIBYTE
    async with serve_bytes(head) as server:
        await refused(server, "more than 1048576 bytes")


async def test_a_gzip_bomb_is_never_unpacked(serve_bytes: Any):
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(256)) + packer.flush()
    assert len(bomb) < LIMITS.body
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb)
    async with serve_bytes(head + bomb) as server:
        await refused(server, "more than 1048576 bytes")


async def test_a_body_that_trickles_meets_the_deadline(serve_crafted: Any):
    async def trickle(_: int, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with serve_crafted(trickle) as server:
        request = SubgraphRequest(b"{}", timeout_seconds=0.1, is_idempotent=True)
        await refused(server, r"no answer within 0\.1 seconds", request)


async def test_an_endless_head_is_cut_off(serve_crafted: Any):
    async def ramble(_: int, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"x-more: " + b"y" * 1000 + b"\r\n")
            await writer.drain()

    async with serve_crafted(ramble) as server:
        await refused(server, "head of the reply has more than 65536 bytes")


async def test_a_redirect_is_not_followed(serve_bytes: Any):
    async with serve_bytes(b"") as inner:
        reply = b"HTTP/1.1 307 Temporary Redirect\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n"
        async with serve_bytes(reply % inner.url.encode()) as server:
            client = HttpSubgraphClient(server.url)
            assert (await client.send(QUERY)).status == 307
            client.close()
        assert inner.connections == 0
