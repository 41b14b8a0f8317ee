"""One system over HTTP: GraphQL calls and the event feed, on behalf of an actor.

A call ends in data, or in ``SystemUnavailableError``: refused connection, timeout, fault answer.
Business refusals are data (``userErrors``). Participants keep their answers by request id, so a
call whose outcome is unknown is repeated, never compensated.
"""

import asyncio
from typing import Any

import httpx
import msgspec

from chassis.identity import INTERNAL_HEADER, SYSTEM_ACTOR, Actor, sign_internal
from gateway.orders.systems.casing import to_camel, to_snake

TIMEOUT = httpx.Timeout(3.0, connect=1.0)
LONG_POLL_SECONDS = 20


class SystemUnavailableError(Exception):
    """A system that did not answer; ``is_unknown`` when the call may have been carried out."""

    def __init__(self, system: str, message: str, *, is_unknown: bool) -> None:
        super().__init__(f"{system} does not answer: {message}")
        self.system = system
        self.is_unknown = is_unknown


class System:
    """CRM or ERP; ``is_available`` is what the last call or poll found."""

    def __init__(self, name: str, client: httpx.AsyncClient, key: str) -> None:
        self.name = name
        self.is_available = True
        self.last_error: str | None = None
        self.back = asyncio.Event()
        self._client = client
        self._key = key

    async def call(self, document: str, variables: dict[str, Any], actor: Actor) -> dict[str, Any]:
        """Execute a document; variables and data have snake-case keys.

        Raises:
            SystemUnavailableError: see there.
        """
        body = msgspec.json.encode({"query": document, "variables": to_camel(variables)})
        headers = {"content-type": "application/json"}
        answer = await self._send("POST", "/graphql", actor, content=body, headers=headers)
        if answer.get("errors"):
            message = "; ".join(str(error.get("message")) for error in answer["errors"])
            raise SystemUnavailableError(self.name, message, is_unknown=False)
        found: dict[str, Any] = to_snake(answer["data"])
        return found

    async def poll(self, after: int, wait: int) -> dict[str, Any]:
        """Events after a cursor; waits at most ``wait`` seconds at the system's side."""
        parameters = {"after": after, "wait": wait}
        timeout = httpx.Timeout(wait + 5.0, connect=1.0)
        return await self._send(
            "GET", "/events", SYSTEM_ACTOR, params=parameters, timeout=timeout, headers={}
        )

    def _lost(self, message: str, *, is_unknown: bool) -> SystemUnavailableError:
        self.is_available = False
        self.last_error = message
        self.back.clear()
        return SystemUnavailableError(self.name, message, is_unknown=is_unknown)

    async def _send(
        self, method: str, path: str, actor: Actor, *, headers: dict[str, str], **options: Any
    ) -> dict[str, Any]:
        headers = {**headers, INTERNAL_HEADER: sign_internal(actor, self._key)}
        try:
            response = await self._client.request(method, path, headers=headers, **options)
            response.raise_for_status()
            answer: dict[str, Any] = msgspec.json.decode(response.content)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise self._lost(str(error) or type(error).__name__, is_unknown=False) from error
        except (httpx.HTTPError, msgspec.DecodeError) as error:
            raise self._lost(str(error) or type(error).__name__, is_unknown=True) from error
        self.is_available = True
        self.back.set()
        return answer
