"""A subgraph that lives in the gateway's own process: called, not connected to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from gateway.subgraphs.client import (
    Cancel,
    OnEnd,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
    begin_by_task,
)

Handler = Callable[[bytes, tuple[tuple[str, str], ...]], Awaitable[bytes]]


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
