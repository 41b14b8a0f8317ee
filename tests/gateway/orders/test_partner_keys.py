"""Keys of partners' programs: shown once, kept as hashes, revocable."""

from pathlib import Path

import pytest
from sqlalchemy import select

from chassis.database import Database
from chassis.errors import InputError
from chassis.identity import DEVELOPMENT_ACTOR, PARTNER_SCOPES, Actor
from gateway.orders.partner_keys import PartnerKeys
from gateway.orders.service import MIGRATIONS
from gateway.orders.store.partner_keys import PartnerKeyStore
from gateway.orders.store.tables import PARTNER_KEYS
from tests.databases.kinds import Databases


@pytest.fixture
async def database(tmp_path: Path, databases: Databases):
    opened = await Database.open(databases.at(tmp_path / "orders.db"), MIGRATIONS)
    yield opened
    await opened.close()


@pytest.fixture
def keys(database: Database) -> PartnerKeys:
    return PartnerKeys(PartnerKeyStore(database))


async def test_a_key_speaks_for_its_partner(keys: PartnerKeys):
    made, text = await keys.create("prt_1", "shop", (), DEVELOPMENT_ACTOR)
    partner = Actor("PARTNER", "prt_1", "partner-prt_1", "prt_1", PARTNER_SCOPES)
    assert await keys.actor_of(text) == partner
    assert (made.label, made.created_by, made.revoked_at) == ("shop", "stf_anna", None)


async def test_a_new_key_is_the_same_client_as_the_old_one(keys: PartnerKeys):
    _, old = await keys.create("prt_1", "old", (), DEVELOPMENT_ACTOR)
    _, new = await keys.create("prt_1", "new", (), DEVELOPMENT_ACTOR)
    assert old != new
    assert await keys.actor_of(old) == await keys.actor_of(new)


async def test_the_key_itself_is_not_kept(keys: PartnerKeys, database: Database):
    _, text = await keys.create("prt_1", "", (), DEVELOPMENT_ACTOR)
    secret = text.rpartition("_")[2]
    async with database.read() as connection:
        row = (await connection.execute(select(PARTNER_KEYS))).one()
    assert all(secret not in str(value) for value in row)


async def test_a_revoked_key_is_nobodys(keys: PartnerKeys):
    made, text = await keys.create("prt_1", "", (), DEVELOPMENT_ACTOR)
    _, other = await keys.create("prt_1", "", (), DEVELOPMENT_ACTOR)
    revoked = await keys.revoke(made.id)
    assert revoked is not None
    assert revoked.revoked_at is not None
    assert await keys.actor_of(text) is None
    assert await keys.actor_of(other) is not None
    assert await keys.revoke(made.id) == revoked
    assert [key.revoked_at is None for key in await keys.list()] == [False, True]


async def test_no_other_text_is_a_key(keys: PartnerKeys):
    made, text = await keys.create("prt_1", "", (), DEVELOPMENT_ACTOR)
    last = "A" if text[-1] != "A" else "B"
    for wrong in (text[:-1] + last, text[:-1], text + "A", f"usk_{made.id}_", "usk_", "", "usk_%"):
        assert await keys.actor_of(wrong) is None
    assert await keys.revoke("unknown") is None


@pytest.mark.parametrize(
    ("partner", "label", "scopes"),
    [
        ("", "", ()),
        ("p" * 201, "", ()),
        ("prt_1", "l" * 201, ()),
        ("prt_1", "", ("sync:admin",)),
        ("prt_1", "", ("order:read", "crm:write")),
    ],
)
async def test_what_is_no_partners_key_is_not_made(
    keys: PartnerKeys, partner: str, label: str, scopes: tuple[str, ...]
):
    with pytest.raises(InputError):
        await keys.create(partner, label, scopes, DEVELOPMENT_ACTOR)
    assert await keys.list() == []


async def test_a_key_may_have_fewer_scopes(keys: PartnerKeys):
    _, text = await keys.create("prt_1", "", ("order:read",), DEVELOPMENT_ACTOR)
    actor = await keys.actor_of(text)
    assert actor is not None
    assert actor.scopes == ("order:read",)
