"""The order process cannot write for a while: what it has accepted is carried out all the same."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders import workflows
from tests.gateway.orders.operations import place
from tests.gateway.orders.test_setbacks import eventually
from tests.gateway.orders.world import World, k2


class FullError(Exception):
    """As the database's own."""

    def __str__(self) -> str:
        return "database or disk is full"


@contextmanager
def full_after(
    world: World, commits: int, monkeypatch: pytest.MonkeyPatch, failures: int
) -> Iterator[None]:
    """So many commits pass, then so many fail; what is written to the disk stays there."""
    database = world.process._database
    write, numbers = database.write, iter(range(10_000))

    @asynccontextmanager
    async def failing(*arguments: Any) -> AsyncIterator[Any]:
        async with write(*arguments) as connection:
            yield connection
            if commits <= next(numbers) < commits + failures:
                raise FullError

    with monkeypatch.context() as patch:
        patch.setattr(database, "write", failing)
        yield


@pytest.mark.parametrize("commits", range(1, 6))
async def test_an_accepted_order_is_carried_out_when_there_is_room_again(
    world: World, monkeypatch: pytest.MonkeyPatch, commits: int
):
    wanted = k2("VALVE-20", "10", f"full-disk-{commits}")
    with full_after(world, commits, monkeypatch, failures=4):
        placed = await place(world, **wanted)
    order_id = placed["order"]["id"]
    done = await eventually(world, order_id, lambda order: order["sync"]["state"] == "IN_SYNC")
    assert done["status"] == "CONFIRMED"
    assert (await world.ask("{ orders { totalCount } }"))["orders"]["totalCount"] == 1


async def test_a_request_whose_work_could_not_be_begun_is_begun_when_it_is_sent_again(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    wanted = k2("VALVE-20", "10", "full-begin")

    async def refuse(claim_id: str) -> None:
        raise FullError(claim_id)

    with monkeypatch.context() as patch:
        patch.setattr(workflows, "start", refuse)
        with pytest.raises(AssertionError, match="is full"):
            await place(world, **wanted)
    running = await place(world, **wanted)
    assert [error["code"] for error in running["userErrors"]] == ["IDEMPOTENCY_IN_PROGRESS"]
    claims = world.process._parts.claims
    claim = await claims.find(DEVELOPMENT_ACTOR.client_id, wanted["idempotencyKey"])
    assert claim is not None
    await eventually(world, claim.order_id, lambda order: order and order["status"] == "CONFIRMED")
