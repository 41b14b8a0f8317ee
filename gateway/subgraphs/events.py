"""A subgraph's subscriptions by the protocol that it speaks, which the first one finds out.

A WebSocket is tried first: a handshake says yes or no before anything is asked. Who says no is
asked for server-sent events.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx

from gateway.subgraphs.client import SubgraphRequest
from gateway.subgraphs.event_stream import EventStreamClient
from gateway.subgraphs.socket_events import NotSpokenError, SocketEventClient


class NegotiatedEvents:
    """``EventSource`` over HTTP, the subgraph's own address for both protocols."""

    def __init__(self, url: str) -> None:
        limits = httpx.Limits(max_connections=None)
        self._http = httpx.AsyncClient(trust_env=False, limits=limits)
        self._events = EventStreamClient(url, self._http)
        self._sockets = SocketEventClient(re.sub("^http", "ws", url))
        self._speaks_sockets = True

    async def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[bytes, None]:
        """One GraphQL response for each event; closing the generator ends the subscription.

        Raises:
            SubgraphUnreachableError: no answer, or a stream that breaks off.
        """
        if self._speaks_sockets:
            try:
                async with aclosing(self._sockets.subscribe(request)) as events:
                    async for event in events:
                        yield event
            except NotSpokenError as error:
                # What is refused to one caller, or just now, decides nothing for the others.
                if error.is_lasting:
                    self._speaks_sockets = False
            else:
                return
        async with aclosing(self._events.subscribe(request)) as events:
            async for event in events:
                yield event

    async def close(self) -> None:
        """Drop what is kept open."""
        await self._http.aclose()
