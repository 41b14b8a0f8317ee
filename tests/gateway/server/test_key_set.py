"""Where an issuer's keys are read from, and what is not taken for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from gateway.server.key_set import LARGEST_KEY_SET, KeySet, reader_of

KEYS = b'{"keys": []}'


@asynccontextmanager
async def serving(reply: bytes) -> AsyncIterator[tuple[str, list[bytes]]]:
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(reply)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys", heads
    finally:
        server.close()


def ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)


async def test_keys_are_read_over_http():
    async with serving(ok(KEYS)) as (url, heads):
        assert await reader_of(url)() == KEYS
    assert heads[0].startswith(b"GET /keys HTTP/1.1\r\n")


async def test_a_redirect_is_not_followed():
    async with serving(ok(KEYS)) as (elsewhere, visits):
        reply = b"HTTP/1.1 302 Found\r\nlocation: %s\r\ncontent-length: 0\r\n\r\n"
        async with serving(reply % elsewhere.encode()) as (url, _):
            with pytest.raises(Exception, match="302"):
                await reader_of(url)()
        assert visits == []


@pytest.mark.parametrize(
    "reply",
    [
        ok(b" " * (LARGEST_KEY_SET + 1)),
        ok(b"no json"),
        ok(b"[]"),
        b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n",
        b"",
    ],
)
async def test_what_is_no_key_set_changes_nothing(reply: bytes, caplog: pytest.LogCaptureFixture):
    async with serving(reply) as (url, _):
        key_set = KeySet(reader_of(url), "https://login.example/")
        assert not await key_set.refresh()
    assert key_set.keys == {}
    assert "https://login.example/ could not be fetched" in caplog.text
