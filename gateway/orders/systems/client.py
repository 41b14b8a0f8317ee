"""One system over HTTP: GraphQL calls and the event feed, on behalf of an actor.

A call ends in data, or in ``SystemUnavailableError``: refused connection, timeout, fault answer.
Business refusals are data (``userErrors``). Participants keep their answers by request id, so a
call whose outcome is unknown is repeated, never compensated. Calls are an order's hot path and
travel as the engine's do; the event feed is polled with httpx.
"""

import asyncio
from typing import Any

import httpx
import msgspec

from chassis.identity import INTERNAL_HEADER, SYSTEM_ACTOR, Actor, sign_internal
from gateway.orders.systems.casing import to_camel, to_snake
from gateway.subgraphs.client import SubgraphClient, SubgraphRequest, SubgraphUnreachableError

CALL_SECONDS = 3.0
CONNECT_SECONDS = 1.0
LONG_POLL_SECONDS = 20
_SUCCESS = range(200, 300)


class SystemUnavailableError(Exception):
    """A system that did not answer; ``is_unknown`` when the call may have been carried out."""

    def __init__(self, system: str, message: str, *, is_unknown: bool) -> None:
        super().__init__(f"{system} does not answer: {message}")
        self.system = system
        self.is_unknown = is_unknown


class OutcomeUnknownError(SystemUnavailableError):
    """The ERP may have written, or not: it is asked before anything else is done."""

    @classmethod
    def of(cls, error: SystemUnavailableError) -> "OutcomeUnknownError":
        """From a call whose answer got lost."""
        unknown = cls(error.system, "", is_unknown=True)
        unknown.args = error.args
        return unknown


class System:
    """CRM or ERP; ``is_available`` is what the last call or poll found."""

    def __init__(self, name: str, calls: SubgraphClient, feed: httpx.AsyncClient, key: str) -> None:
        self.name = name
        self.is_available = True
        self.last_error: str | None = None
        self.back = asyncio.Event()
        self._calls = calls
        self._feed = feed
        self._key = key

    async def call(self, document: str, variables: dict[str, Any], actor: Actor) -> dict[str, Any]:
        """Execute a document; variables and data have snake-case keys.

        Raises:
            SystemUnavailableError: see there.
        """
        body = msgspec.json.encode({"query": document, "variables": to_camel(variables)})
        # A repeated call is harmless, mutations too: their request ids see to that.
        request = SubgraphRequest(body, self._identity(actor), CALL_SECONDS, is_idempotent=True)
        try:
            reply = await self._calls.send(request)
        except SubgraphUnreachableError as error:
            raise self._lost(error.reason, is_unknown=error.is_outcome_unknown) from error
        if reply.status not in _SUCCESS:
            raise self._lost(f"HTTP status {reply.status}", is_unknown=True)
        answer = self._decode(reply.body)
        if answer.get("errors"):
            message = "; ".join(str(error.get("message")) for error in answer["errors"])
            raise SystemUnavailableError(self.name, message, is_unknown=False)
        found: dict[str, Any] = to_snake(answer["data"])
        return found

    async def poll(self, after: int, wait: int) -> dict[str, Any]:
        """Events after a cursor; waits at most ``wait`` seconds at the system's side."""
        parameters = {"after": after, "wait": wait}
        timeout = httpx.Timeout(wait + 5.0, connect=CONNECT_SECONDS)
        headers = dict(self._identity(SYSTEM_ACTOR))
        try:
            response = await self._feed.get(
                "/events", params=parameters, timeout=timeout, headers=headers
            )
            response.raise_for_status()
        except (httpx.HTTPError, AttributeError) as error:
            # httpx lets through that a connection was reset as it was made: an AttributeError.
            raise self._lost(str(error) or type(error).__name__, is_unknown=False) from error
        return self._decode(response.content)

    async def close(self) -> None:
        """Drop all connections."""
        self._calls.close()
        await self._feed.aclose()

    def _identity(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        return ((INTERNAL_HEADER.lower(), sign_internal(actor, self._key)),)

    def _decode(self, body: bytes) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = msgspec.json.decode(body)
        except msgspec.DecodeError as error:
            raise self._lost(f"no JSON: {error}", is_unknown=True) from error
        self.is_available = True
        self.back.set()
        return answer

    def _lost(self, message: str, *, is_unknown: bool) -> SystemUnavailableError:
        self.is_available = False
        self.last_error = message
        self.back.clear()
        return SystemUnavailableError(self.name, message, is_unknown=is_unknown)
