"""The audits are hash chains: what was changed or taken out afterwards is found (T25)."""

from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, text

from tests.gateway.orders.operations import place
from tests.gateway.orders.test_cancelling import cancel
from tests.gateway.orders.world import World, k2

VERIFY = (
    "query($system: System!) { verifyAudit(system: $system) { isIntact entries head brokenAt } }"
)
AUDIT = """
query A($id: ID!) { order(id: $id) {
  audit(first: 100) { edges { node { id system operation previousHash hash } } } } }
"""
DATABASES = {"GATEWAY": "orders.db", "CRM": "crm.db", "ERP": "erp.db"}


async def verify(world: World, system: str) -> Any:
    return (await world.ask(VERIFY, system=system))["verifyAudit"]


async def entries(world: World, order: Any, system: str) -> list[Any]:
    found = (await world.ask(AUDIT, id=order["id"]))["order"]["audit"]["edges"]
    return [edge["node"] for edge in found if edge["node"]["system"] == system]


async def audited(world: World) -> Any:
    order = (await place(world, **k2("VALVE-20", "10", "chain-0001")))["order"]
    await cancel(world, order, "chain-0001-cancel")
    return order


def damage(world: World, system: str, statement: str) -> None:
    file = world.folder / DATABASES[system]
    url = world.databases.at(file).replace("+aiosqlite", "")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount > 0


async def test_every_entry_is_sealed_with_the_one_before(world: World):
    found = await entries(world, await audited(world), "GATEWAY")
    assert len(found) > 3
    hashes = [entry["hash"] for entry in found]
    assert [entry["previousHash"] for entry in found] == ["0" * 64, *hashes[:-1]]
    assert await verify(world, "GATEWAY") == {
        "isIntact": True,
        "entries": len(found),
        "head": hashes[-1],
        "brokenAt": None,
    }


@pytest.mark.parametrize("system", ["CRM", "ERP"])
async def test_what_crm_and_erp_write_is_sealed_too(world: World, system: str):
    found = await entries(world, await audited(world), system)
    assert len({entry["hash"] for entry in found}) == len(found) > 1
    verdict = await verify(world, system)
    assert (verdict["isIntact"], verdict["head"]) == (True, found[-1]["hash"])


@pytest.mark.parametrize("system", sorted(DATABASES))
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
async def test_an_entry_changed_afterwards_breaks_the_chain(
    world: World, system: str, statement: str
):
    await audited(world)
    assert (await verify(world, system))["isIntact"] is True
    damage(world, system, statement)
    found = await verify(world, system)
    assert (found["isIntact"], found["entries"], found["brokenAt"]) == (False, 1, 2)


@pytest.mark.parametrize("system", ["ERP", "GATEWAY"])
async def test_an_empty_audit_is_intact(world: World, system: str):
    assert await verify(world, system) == {
        "isIntact": True,
        "entries": 0,
        "head": "0" * 64,
        "brokenAt": None,
    }
