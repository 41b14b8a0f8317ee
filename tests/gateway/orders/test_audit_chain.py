"""The audit is a hash chain: what was changed or taken out afterwards is found (T25)."""

from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_cancelling import cancel
from tests.gateway.orders.world import World, k2

VERIFY = "{ verifyAudit { isIntact entries head brokenAt } }"
AUDIT = """
query A($id: ID!) { order(id: $id) {
  audit(first: 50) { edges { node { id operation previousHash hash } } } } }
"""


async def verify(world: World) -> Any:
    return (await world.ask(VERIFY))["verifyAudit"]


async def entries(world: World, order: Any) -> list[Any]:
    found = (await world.ask(AUDIT, id=order["id"]))["order"]["audit"]["edges"]
    return [edge["node"] for edge in found]


async def audited(world: World) -> Any:
    order = (await place(world, **k2("VALVE-20", "10", "chain-0001")))["order"]
    await cancel(world, order, "chain-0001-cancel")
    return order


def damage(world: World, statement: str) -> None:
    url = world.databases.at(world.folder / "orders.db").replace("+aiosqlite", "")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


async def test_every_entry_is_sealed_with_the_one_before(world: World):
    found = await entries(world, await audited(world))
    assert len(found) > 3
    hashes = [entry["hash"] for entry in found]
    assert [entry["previousHash"] for entry in found] == ["0" * 64, *hashes[:-1]]
    assert await verify(world) == {
        "isIntact": True,
        "entries": len(found),
        "head": hashes[-1],
        "brokenAt": None,
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor_id = 'stf_other' WHERE sequence = 2",
        "UPDATE audit SET changes = '{}' WHERE sequence = 2",
        "DELETE FROM audit WHERE sequence = 2",
        "DELETE FROM audit_chain WHERE position = 2",
        "UPDATE audit_chain SET hash = 'ff' WHERE position = 2",
    ],
)
async def test_an_entry_changed_afterwards_breaks_the_chain(world: World, statement: str):
    await audited(world)
    assert (await verify(world))["isIntact"] is True
    damage(world, statement)
    found = await verify(world)
    assert (found["isIntact"], found["entries"], found["brokenAt"]) == (False, 1, 2)


async def test_an_empty_audit_is_intact(world: World):
    assert await verify(world) == {
        "isIntact": True,
        "entries": 0,
        "head": "0" * 64,
        "brokenAt": None,
    }
