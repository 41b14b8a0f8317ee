"""A subgraph reached by httpx: slower, but it knows proxies and HTTP/2."""

import asyncio

import httpx

from gateway.subgraphs.client import (
    Cancel,
    OnEnd,
    SubgraphReply,
    SubgraphRequest,
    SubgraphUnreachableError,
    begin_by_task,
)

_HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json, application/json;q=0.9",
}


class HttpxSubgraphClient:
    """``SubgraphClient`` over an ``httpx.AsyncClient`` that its maker configures and closes."""

    def __init__(self, url: str, client: httpx.AsyncClient, *, largest_body: int = 2**26) -> None:
        self._url = url
        self._client = client
        self._largest_body = largest_body

    def begin(self, request: SubgraphRequest, on_end: OnEnd) -> Cancel:
        """Send one request; ``on_end`` hears what ``send`` gives or raises."""
        return begin_by_task(self.send(request), on_end)

    async def send(self, request: SubgraphRequest) -> SubgraphReply:
        """Send one request and read the whole answer.

        Raises:
            SubgraphUnreachableError: see there.
        """
        try:
            async with asyncio.timeout(request.timeout_seconds):
                return await self._exchange(request)
        except TimeoutError as error:
            reason = f"no answer within {request.timeout_seconds:g} seconds"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error
        except httpx.ConnectError as error:
            reason = f"cannot connect to {self._url}: {error}"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=False) from error
        except httpx.HTTPError as error:
            reason = f"the exchange failed: {error or type(error).__name__}"
            raise SubgraphUnreachableError(reason, is_outcome_unknown=True) from error

    def close(self) -> None:
        """The connections are the ``httpx`` client's, and its maker closes them."""

    async def _exchange(self, request: SubgraphRequest) -> SubgraphReply:
        headers = httpx.Headers([*_HEADERS.items(), *request.headers])
        async with self._client.stream(
            "POST", self._url, content=request.body, headers=headers, timeout=None
        ) as response:
            body = bytearray()
            async for part in response.aiter_bytes():
                body += part
                if len(body) > self._largest_body:
                    reason = f"the reply has more than {self._largest_body} bytes"
                    raise SubgraphUnreachableError(reason, is_outcome_unknown=True)
            return SubgraphReply(response.status_code, bytes(body))
