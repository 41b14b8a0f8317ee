"""A subgraph that lives in the gateway's own process: called, not connected to."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from gateway.subgraphs.client import (
    Cancel,
    OnEnd,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
    begin_by_task,
)

Headers = tuple[tuple[str, str], ...]
Handler = Callable[[bytes, Headers], Awaitable[bytes]]
Subscriber = Callable[[bytes, Headers], AsyncGenerator[bytes, None]]


@dataclass(frozen=True, slots=True)
class InProcessSubgraphClient:
    """``SubgraphClient`` over an async callable: body and headers in, the answer's body out."""

    handler: Handler

    def begin(self, request: SubgraphRequest, on_end: OnEnd) -> Cancel:
        """Send one request; ``on_end`` hears what ``send`` gives or raises."""
        return begin_by_task(self.send(request), on_end)

    async def send(self, request: SubgraphRequest) -> SubgraphReply:
        """Call the handler within the request's deadline; cancelling cancels it.

        Raises:
            SubgraphUnreachableError: the deadline passed. Other exceptions are the handler's
                defects and pass through.
        """
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return SubgraphReply(200, await self.handler(request.body, request.headers))
        except TimeoutError as error:
            reason = f"no answer within {request.timeout_seconds:g} seconds"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class InProcessEventSource:
    """``EventSource`` over an async generator function."""

    subscriber: Subscriber

    def subscribe(self, request: SubgraphRequest) -> AsyncGenerator[bytes, None]:
        """One GraphQL response for each event."""
        return self.subscriber(request.body, request.headers)
