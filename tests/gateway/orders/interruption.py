"""A run of a claim that is stopped at a boundary, as a kill would, and run again from its start.

Boundaries are before and after each call to a system, and after each commit of the process.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.database import Database
from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders.calls import Calls
from gateway.orders.systems.casing import to_snake
from tests.gateway.orders.operations import HUBER, QUOTE, SALES_ORDER, STORY
from tests.gateway.orders.world import JSON, World

MOST_STOPS = 60


class StopError(BaseException):
    """The process is gone."""


class Stops:
    """Counts the boundaries of a run and stops it at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def passing(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise StopError


async def claim(world: World, operation: str, wanted_request: JSON) -> str:
    """An accepted request that no workflow has begun yet."""
    calls, request = Calls(world.process._parts, DEVELOPMENT_ACTOR), to_snake(wanted_request)
    wanted = calls._new_claim(operation, request, request["idempotency_key"])
    return (await world.process._parts.claims.claim(wanted)).id


async def run(world: World, claim_id: str) -> JSON:
    parts = world.process._parts
    await parts.runner.run(claim_id, {"CRM": parts.crm, "ERP": parts.erp})
    answer = (await parts.claims.by_id(claim_id)).answer
    assert answer is not None
    return answer


async def run_with_a_stop(
    world: World, claim_id: str, at: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[JSON, bool]:
    """Run, stopping at one boundary; run again to the end. Says whether there was a stop."""
    stops = Stops(at)
    for wire in (world.crm, world.erp):
        wire.before = wire.after = stops.passing
    with monkeypatch.context() as patch:
        patch.setattr(world.process._database, "write", after_commit(world, stops.passing))
        try:
            answer, was_stopped = await run(world, claim_id), False
        except StopError:
            answer, was_stopped = {}, True
    for wire in (world.crm, world.erp):
        wire.before = wire.after = lambda: None
    if was_stopped:
        await world.process.close()
        await world.open_process()
        answer = await run(world, claim_id)
    return answer, was_stopped


def after_commit(world: World, passing: Callable[[], None]) -> Any:
    write = Database.write

    @asynccontextmanager
    async def stopping(name: str | None = None) -> AsyncIterator[Any]:
        async with write(world.process._database, name) as connection:
            yield connection
        passing()

    return stopping


def short(number: int, key: str) -> JSON:
    """A placement that is short of pumps, of a new customer who resembles nobody."""
    lines = [{"sku": "PUMP-100", "quantity": "60"}, {"sku": "VALVE-20", "quantity": "10"}]
    return {
        **STORY,
        "idempotencyKey": f"crash-{key}-{number}",
        "customer": {"new": another_huber(number)},
        "lines": lines,
    }


def another_huber(number: int) -> JSON:
    own = {
        "taxId": f"DE{number:09}",
        "email": f"{number}@huber.example",
        "phone": f"089 {number:07}",
    }
    return {**HUBER, **own, "legalName": f"Huber {number} GmbH"}


VALVES = """{ _entities(representations: [{__typename: "Product", sku: "VALVE-20"}]) {
  ... on Product { item { stock { reserved } } } } }"""


async def reserved_valves(world: World) -> str:
    """What the ERP keeps of them, by orders and holds."""
    stock = (await world.ask_system(world.erp, VALVES))["_entities"][0]["item"]["stock"]
    return str(stock[0]["reserved"])


ORDER = """
query Q($id: ID!) { order(id: $id) {
  status revision quote { id } salesOrder { id } sync { state } pendingDecision { id }
  history(first: 100) { edges { node { sequence type } } }
} }
"""


async def look(world: World, answer: JSON, order_id: str) -> JSON:
    """An order as the process, the CRM and the ERP have it."""
    order = (await world.ask(ORDER, id=order_id))["order"]
    events = [edge["node"] for edge in order["history"]["edges"]]
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    quote = (await world.ask_system(world.crm, QUOTE, id=order["quote"]["id"]))["quote"]
    sales_order = None
    if order["salesOrder"] is not None:
        variables = {"id": order["salesOrder"]["id"]}
        sales_order = (await world.ask_system(world.erp, SALES_ORDER, **variables))["salesOrder"]
    types = [event["type"] for event in events]
    return {"order": order, "types": types, "quote": quote, "sales": sales_order, **answer}


async def at_every_boundary(
    world: World, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[int], Any]
) -> AsyncIterator[JSON]:
    """Stop a fresh request at each boundary in turn; gives what was left each time."""
    for at in range(1, MOST_STOPS):
        claim_id = await prepare(at)
        answer, was_stopped = await run_with_a_stop(world, claim_id, at, monkeypatch)
        order_id = (await world.process._parts.claims.by_id(claim_id)).order_id
        yield await look(world, answer, order_id)
        if not was_stopped:
            assert at > 5, "a run has more boundaries than that"
            return
    raise AssertionError("the run has no end")
