from __future__ import annotations

import asyncio
import gzip
import socket
from typing import Any

import pytest

from gateway.subgraphs.client import (
    Cancel,
    OnEnd,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
)
from gateway.subgraphs.http import HttpSubgraphClient, _ended
from gateway.subgraphs.reply_reader import ReplyLimits

QUERY = SubgraphRequest(b'{"query":"{a}"}', (("x-one", "1"),), 5, is_idempotent=True)
MUTATION = SubgraphRequest(b'{"query":"mutation{a}"}', timeout_seconds=5)
OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"


def gzipped(body: bytes) -> bytes:
    packed = gzip.compress(body, mtime=0)
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
    return head % len(packed) + packed


async def test_a_connection_is_kept_and_carries_method_target_headers_and_body(serve_bytes: Any):
    async with serve_bytes(OK) as server:
        client = HttpSubgraphClient(server.url)
        assert await client.send(QUERY) == SubgraphReply(200, b"{}")
        assert await client.send(QUERY) == SubgraphReply(200, b"{}")
        client.close()
    assert server.connections == 1
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /graphql?x=1 HTTP/1.1\r\nhost: 127.0.0.1:")
    assert b"\r\nx-one: 1\r\n" in head
    assert body == QUERY.body


@pytest.mark.parametrize(
    ("reply", "then_close", "body"),
    [
        (CHUNKED + b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n', False, b'{"a":1}'),
        (gzipped(b'{"a":1}'), False, b'{"a":1}'),
        (b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n" + OK, False, b"{}"),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", True, b"{}"),
        (b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}", True, b"{}"),
    ],
    ids=["chunked", "gzip", "early hints", "until close", "connection: close"],
)
async def test_every_framing_gives_the_body(
    serve_bytes: Any, reply: bytes, then_close: bool, body: bytes
):
    async with serve_bytes(reply, then_close=then_close) as server:
        client = HttpSubgraphClient(server.url)
        assert (await client.send(QUERY)).body == body
        client.close()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"SMTP hello\r\n\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nx: " + b"y" * 2000 + b"\r\n\r\n", "head of the reply"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n" + b"z" * 999, "more than 100 bytes"),
        (gzipped(b"z" * 999), "more than 100 bytes"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", "closed by peer"),
        (CHUNKED + b'3\r\n{"a\r\n', "closed by peer"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}", "damaged"),
        (b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 2\r\n\r\n{}", "not as gzip"),
        (b"", "closed by peer"),
    ],
)
async def test_a_broken_reply_is_an_unreachable_subgraph(
    serve_bytes: Any, reply: bytes, reason: str
):
    async with serve_bytes(reply, then_close=True) as server:
        client = HttpSubgraphClient(server.url, limits=ReplyLimits(head=1000, body=100))
        with pytest.raises(SubgraphUnreachableError, match=reason) as caught:
            await client.send(QUERY)
        assert caught.value.is_outcome_unknown


async def test_bytes_after_the_reply_never_become_the_next_answer(serve_bytes: Any):
    async with serve_bytes(OK + b"HTTP/1.1 500 Sur") as server:
        client = HttpSubgraphClient(server.url)
        for _ in range(3):
            assert await client.send(QUERY) == SubgraphReply(200, b"{}")
        client.close()
    assert server.connections == 3


async def answer_then_die(number: int, writer: asyncio.StreamWriter) -> None:
    """Every second request on the server meets a connection that dies without a byte."""
    if number == 2:
        writer.transport.abort()
    else:
        writer.write(OK)


async def test_a_query_on_a_dead_kept_connection_is_sent_again(serve_crafted: Any):
    async with serve_crafted(answer_then_die) as server:
        client = HttpSubgraphClient(server.url)
        await client.send(QUERY)
        assert await client.send(QUERY) == SubgraphReply(200, b"{}")
        client.close()
    assert len(server.requests) == 3


async def test_a_mutation_on_a_dead_kept_connection_is_not_sent_again(serve_crafted: Any):
    async with serve_crafted(answer_then_die) as server:
        client = HttpSubgraphClient(server.url)
        await client.send(QUERY)
        with pytest.raises(SubgraphUnreachableError) as caught:
            await client.send(MUTATION)
        assert caught.value.is_outcome_unknown
    assert len(server.requests) == 2


async def silence(_: int, writer: asyncio.StreamWriter) -> None:
    del writer


async def test_the_deadline_covers_the_answer_and_closes_the_connection(serve_crafted: Any):
    async with serve_crafted(silence) as server:
        client = HttpSubgraphClient(server.url)
        with pytest.raises(SubgraphUnreachableError, match=r"within 0\.05 seconds"):
            await client.send(SubgraphRequest(b"{}", timeout_seconds=0.05))
        await asyncio.wait_for(server.connection_ended.wait(), 5)


async def test_cancelling_closes_the_connection(serve_crafted: Any):
    asked = asyncio.Event()

    async def ask(_: int, writer: asyncio.StreamWriter) -> None:
        del writer
        asked.set()

    async with serve_crafted(ask) as server:
        task = asyncio.create_task(HttpSubgraphClient(server.url).send(QUERY))
        await asyncio.wait_for(asked.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.connection_ended.wait(), 5)


async def test_nobody_listening_is_a_known_outcome():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SubgraphUnreachableError, match="cannot connect") as caught:
        await HttpSubgraphClient(f"http://127.0.0.1:{port}/").send(QUERY)
    assert not caught.value.is_outcome_unknown


async def test_a_header_with_a_line_break_is_never_sent():
    request = SubgraphRequest(b"{}", (("x", "a\r\nevil: 1"),))
    with pytest.raises(SubgraphUnreachableError, match="line break"):
        await HttpSubgraphClient("http://127.0.0.1:1/").send(request)


def test_a_url_without_a_host_is_refused():
    with pytest.raises(ValueError, match="no http"):
        HttpSubgraphClient("ftp://x/")


async def test_a_reply_in_the_moment_of_giving_up_is_nobodys():
    told: list[OnEnd] = []

    def begin(on_end: OnEnd) -> Cancel:
        told.append(on_end)
        return lambda: None

    waiting = asyncio.create_task(_ended(begin))
    await asyncio.sleep(0)
    waiting.cancel()
    told[0](SubgraphReply(200, b""))
    with pytest.raises(asyncio.CancelledError):
        await waiting
