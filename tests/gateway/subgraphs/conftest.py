from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

Answer = Callable[[int, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class CraftedServer:
    """A TCP server that reads whole requests and writes whatever bytes a test wants."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    connection_ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql?x=1"


@asynccontextmanager
async def crafted_server(answer: Answer) -> AsyncIterator[CraftedServer]:
    found = CraftedServer()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                found.requests.append(head + await reader.readexactly(length))
                await answer(len(found.requests), writer)
                await writer.drain()
                if writer.is_closing():
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()
            found.connection_ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()


@pytest.fixture
def serve_crafted() -> Callable[[Answer], object]:
    return crafted_server


@pytest.fixture
def serve_bytes() -> Callable[..., object]:
    """Serve one canned reply for every request; ``then_close`` ends the connection after it."""

    def serve(reply: bytes, *, then_close: bool = False) -> object:
        async def answer(_: int, writer: asyncio.StreamWriter) -> None:
            writer.write(reply)
            if then_close:
                await writer.drain()
                writer.close()

        return crafted_server(answer)

    return serve
