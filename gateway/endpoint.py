"""A GraphQL endpoint of a running stack, as a client sees it: documents in, data out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from chassis.errors import InputError

TIMEOUT_SECONDS = 30.0
JSON = dict[str, Any]
# Where `unisono up` has them; a gateway that is no developer's does not tell its own.
USUAL_SUBGRAPHS = {"crm": "http://127.0.0.1:8001", "erp": "http://127.0.0.1:8002"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One of the three programs.

    Attributes:
        name: how messages call it.
        url: of its root, such as ``http://127.0.0.1:8000``.
    """

    name: str
    url: str
    client: httpx.AsyncClient

    async def ask(self, text: str, variables: JSON | None = None) -> JSON:
        """The data of an answer without errors.

        Raises:
            InputError: nothing listens there, or the answer is none or has errors.
        """
        body = {"query": text, "variables": variables or {}}
        try:
            response = await self.client.post(f"{self.url.rstrip('/')}/graphql", json=body)
        except httpx.TimeoutException as error:
            raise InputError(
                f"{self.name}: {self.url} gave no answer within {TIMEOUT_SECONDS:g} seconds; "
                "see its log"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise InputError(
                f"{self.name}: nothing answers at {self.url} ({error}); "
                "start it with `unisono up` or give its address"
            ) from error
        return self._data(response)

    async def subgraphs(self) -> dict[str, str]:
        """Where the gateway finds CRM and ERP: as it says, else the usual addresses."""
        response = await self.client.get(f"{self.url.rstrip('/')}/subgraphs")
        if response.status_code != httpx.codes.OK:
            return USUAL_SUBGRAPHS
        told: dict[str, str] = response.json()
        return {name: url.removesuffix("/graphql") for name, url in told.items()}

    def _data(self, response: httpx.Response) -> JSON:
        try:
            answer = response.json()
            errors, data = answer.get("errors"), answer.get("data")
            problem = str(errors[0]["message"]) if errors else None
        except (ValueError, AttributeError, LookupError, TypeError) as error:
            raise InputError(
                f"{self.name}: {self.url} does not speak GraphQL (status {response.status_code}); "
                "check the address"
            ) from error
        if problem is not None or not isinstance(data, dict):
            raise InputError(
                f"{self.name}: {self.url} refused the operation: {problem}; see its log"
            )
        return data


@asynccontextmanager
async def http_client() -> AsyncIterator[httpx.AsyncClient]:
    """The client that several endpoints share; no proxy stands before programs of our own."""
    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        yield client
