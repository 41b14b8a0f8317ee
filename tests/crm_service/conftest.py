"""A CRM over HTTP with a small world, at Monday 2026-03-02, 09:00 in Berlin."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.identity import DEVELOPMENT_ACTOR, INTERNAL_HEADER, Actor, secret, sign_internal
from crm_service.service import open_service
from tests.databases.kinds import Databases

MONDAY = "2026-03-02T09:00:00+01:00"
WORLD = Path(__file__).parent / "world.yaml"


@dataclass
class Crm:
    """The service as its callers see it."""

    client: httpx.AsyncClient
    clock: Path
    numbers: Any = field(default_factory=itertools.count)

    async def ask(
        self, query: str, actor: Actor | None = DEVELOPMENT_ACTOR, **variables: Any
    ) -> dict[str, Any]:
        """The whole answer; without an actor the call carries no internal token."""
        headers = {} if actor is None else {INTERNAL_HEADER: sign_internal(actor, secret())}
        body = {"query": query, "variables": variables}
        response = await self.client.post("/graphql", json=body, headers=headers)
        answer: dict[str, Any] = response.json()
        return answer

    async def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def events(self) -> list[dict[str, Any]]:
        """All events so far."""
        headers = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
        answer = (await self.client.get("/events", headers=headers)).json()
        events: list[dict[str, Any]] = answer["events"]
        return events

    async def events_after(self, cursor: int, wait: int) -> list[dict[str, Any]]:
        """What comes after a cursor, by a long poll."""
        headers = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
        answer = await self.client.get(f"/events?after={cursor}&wait={wait}", headers=headers)
        events: list[dict[str, Any]] = answer.json()["events"]
        return events

    def request(self) -> str:
        """A new request id."""
        return f"request-{next(self.numbers)}"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, all_databases: Databases) -> Path:
    """A database with the small world; every test gets a copy."""
    folder = tmp_path_factory.mktemp("crm")
    file, clock = folder / "crm.db", folder / "clock"
    clock.write_text(MONDAY)

    async def load() -> None:
        app = await open_service(all_databases.at(file), WORLD)
        async with app.router.lifespan_context(app):
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNISONO_CLOCK", str(clock))
        asyncio.run(load())
    return file


@pytest.fixture
async def crm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: Path, databases: Databases
) -> AsyncIterator[Crm]:
    clock = tmp_path / "clock"
    clock.write_text(MONDAY)
    monkeypatch.setenv("UNISONO_CLOCK", str(clock))
    app = await open_service(databases.copy(loaded, tmp_path / "crm.db"), None)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://crm") as client,
    ):
        yield Crm(client, clock)
