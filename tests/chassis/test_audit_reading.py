"""What an entry changed is told by paths, against what the entity's earlier entries said."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData

from chassis.audit import audit_table, record
from chassis.audit_chain import chain_table
from chassis.audit_reading import AuditReader, Place
from chassis.database import Database
from chassis.identity import DEVELOPMENT_ACTOR
from chassis.personal_values import restore
from tests.databases.kinds import Databases

METADATA = MetaData()
AUDIT, CHAIN = audit_table(METADATA), chain_table(METADATA)
MIGRATIONS = Path(__file__).parents[2] / "erp_service" / "migrations"
Told = list[tuple[str, str | None, str | None]]


@pytest.fixture
async def database(tmp_path: Path, databases: Databases) -> Any:
    opened = await Database.open(databases.at(tmp_path / "audit.db"), MIGRATIONS)
    yield opened
    await opened.close()


async def told(database: Database, *states: Any, entity: str = "x") -> list[Told]:
    async with database.write() as connection:
        for state in states:
            await record(
                connection,
                AUDIT,
                DEVELOPMENT_ACTOR,
                operation="write",
                entity_type="Thing",
                entity_id=entity,
                changes=state,
            )
    found = await AuditReader(database, AUDIT, CHAIN).page([entity], None, 100)
    return [[(each.path, each.before, each.after) for each in entry.changes] for entry in found]


async def test_the_first_entry_tells_everything_the_next_what_is_other(database: Database):
    first = {"name": "a", "size": {"width": 1, "unit": None}, "tags": ["p", "q"]}
    second = {"name": "b", "size": {"width": 1, "unit": "m"}, "tags": ["p", "r"]}
    assert await told(database, first, second) == [
        [
            ("name", None, "a"),
            ("size.width", None, "1"),
            ("tags.0", None, "p"),
            ("tags.1", None, "q"),
        ],
        [("name", "a", "b"), ("size.unit", None, "m"), ("tags.1", "q", "r")],
    ]


async def test_items_are_known_by_their_ids_and_not_by_their_places(database: Database):
    first = {"lines": [{"id": "l1", "n": "1"}, {"id": "l2", "n": "2"}]}
    second = {"lines": [{"id": "l2", "n": "2"}, {"id": "l1", "n": "5"}]}
    assert (await told(database, first, second))[1] == [("lines.l1.n", "1", "5")]


async def test_an_entry_that_says_both_is_believed(database: Database):
    pair = {"before": {"limit": "10"}, "after": {"limit": "20", "until": "2026"}}
    assert await told(database, pair) == [[("limit", "10", "20"), ("until", None, "2026")]]


async def test_what_an_entry_does_not_speak_of_has_not_changed(database: Database):
    states = {"a": "1", "b": "2"}, {"reason": "why"}, {"a": "1", "b": "3"}
    assert (await told(database, *states))[1:] == [[("reason", None, "why")], [("b", "2", "3")]]


async def test_a_page_reads_nothing_beyond_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    await told(database, *({"n": number} for number in range(30)))
    await told(database, *({"n": number} for number in range(7)), entity="y")
    read: list[Any] = []

    def counted(changes: Any, personal: Any) -> Any:
        read.append(changes)
        return restore(changes, personal)

    monkeypatch.setattr("chassis.audit_reading.restore", counted)
    reader = AuditReader(database, AUDIT, CHAIN)
    first = await reader.page(["x", "y"], None, 5)
    assert (len(read), [each.owner for each in first].count("x")) == (10, 5)
    read.clear()
    last = first[4]
    begins = Place(last.at, last.sequence)
    following = await reader.page(["x"], begins, 5)
    assert (len(read), len(following)) == (10, 5)
    (change,) = following[0].changes
    assert (change.before, change.after) == ("4", "5")
