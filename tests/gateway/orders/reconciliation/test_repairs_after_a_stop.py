"""A repair that is stopped at any boundary and run again does all of it, and nothing twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chassis.identifiers import new_id
from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders.reconciliation.repairing import new_resolution
from gateway.orders.reconciliation.running import new_report
from tests.gateway.orders.interruption import claim, run, run_with_a_stop
from tests.gateway.orders.reconciliation.asking import ORDER, sales_order_of
from tests.gateway.orders.reconciliation.damage import (
    copy_sales_order,
    delete_sales_order,
    set_quote,
)
from tests.gateway.orders.world import JSON, World, k2

MOST_STOPS = 40
Damage = Callable[[Path, str], str]


def lose(folder: Path, order_id: str) -> str:
    set_quote(folder, order_id, state="LOST")
    return order_id


def miss(folder: Path, order_id: str) -> str:
    delete_sales_order(folder, order_id)
    return order_id


def orphan(folder: Path, order_id: str) -> str:
    copy_sales_order(folder, order_id, f"foreign-{order_id}", f"SO-{order_id}")
    return f"foreign-{order_id}"


async def look(world: World, order_ids: list[str]) -> str:
    """A run over some orders that repairs nothing; gives its id."""
    parts = world.process._parts
    report = new_report(new_id("rec"), [], order_ids, repairs=False)
    await parts.review.reports.begin(report)
    systems = {"CRM": parts.crm, "ERP": parts.erp}
    await parts.review.reconciling.run(report["id"], systems, parts.pauses)
    return str(report["id"])


async def prepare(
    world: World, folder: Path, at: int, damage: Damage, action: str
) -> tuple[str, str]:
    """An order with a conflict that nobody has begun to resolve: its id, and the claim's."""
    placed = await claim(world, "placeOrder", k2("SEAL-5", "10", f"stopped-{at}-{action}"))
    await run(world, placed)
    order_id = damage(folder, placed)
    await look(world, [order_id])
    (conflict,) = await world.process._parts.review.conflicts.of([order_id])
    request = {"conflict_id": conflict["id"], "action": action, "note": "decided"}
    wanted = new_resolution(conflict, request, DEVELOPMENT_ACTOR, f"stopped-{at}")
    return order_id, (await world.process._parts.claims.claim(wanted)).id


async def order_after(world: World, order_id: str) -> JSON:
    """The order, after a further run has found nothing of it."""
    report_id = await look(world, [order_id])
    assert await world.process._parts.review.reports.counts(report_id) == []
    order: JSON = (await world.ask(ORDER, id=order_id))["order"]
    assert (order["sync"]["state"], order["sync"]["conflicts"]) == ("IN_SYNC", [])
    return order


@pytest.mark.parametrize(
    ("damage", "action", "expected"),
    [
        (lose, "TAKE_CRM", ("CANCELLED", "CANCELLED")),
        (lose, "TAKE_ERP", ("CONFIRMED", "CONFLICT_RESOLVED")),
        (miss, "TAKE_CRM", ("CONFIRMED", "CONFLICT_RESOLVED")),
        (orphan, "TAKE_ERP", ("CONFIRMED", "ERP_CREATED")),
    ],
)
async def test_a_repair_survives_a_stop_at_every_boundary(
    resting: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Damage,
    action: str,
    expected: tuple[str, str],
):
    status, once = expected
    for at in range(1, MOST_STOPS):
        order_id, claim_id = await prepare(resting, tmp_path, at, damage, action)
        answer, was_stopped = await run_with_a_stop(resting, claim_id, at, monkeypatch)
        assert answer["user_errors"] == []
        order = await order_after(resting, order_id)
        types: list[Any] = [edge["node"]["type"] for edge in order["history"]["edges"]]
        assert (order["status"], types.count(once)) == (status, 1), (at, types)
        found = await sales_order_of(resting, order_id)
        assert found is not None
        assert found["status"] == status
        if not was_stopped:
            assert at > 5, "a repair has more boundaries than that"
            return
    raise AssertionError("the repair has no end")
