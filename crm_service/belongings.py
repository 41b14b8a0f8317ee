"""Pages of what belongs to customers and quotes: those that a list multiplies are read together.

Equal questions about several owners cost one statement, and one more where totals are asked for.
Nothing is kept: what a write changed is seen by the next read.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from strawberry.dataloader import DataLoader

from chassis.database import Database
from crm_service import contracts, interactions, quotes
from crm_service.pages import Bounds, Page, PageArguments, show_page
from crm_service.tables import CONTRACTS, INTERACTIONS, QUOTES


@dataclass(frozen=True, slots=True)
class Kind:
    """What belongs to whom: its query by states, the column that names the owner, its order."""

    query: Callable[[Sequence[str] | None], Select[Any]]
    owner: ColumnElement[Any]
    key: tuple[ColumnElement[Any], ...]


def _whatever(find: Callable[[], Select[Any]]) -> Callable[[Sequence[str] | None], Select[Any]]:
    """What has no states to be asked for."""
    return lambda _states: find()


KINDS: Mapping[str, Kind] = {
    "quotes of a customer": Kind(quotes.find, QUOTES.c.customer_id, quotes.ORDER),
    "contracts of a customer": Kind(
        _whatever(contracts.find), CONTRACTS.c.customer_id, contracts.ORDER
    ),
    "interactions with a customer": Kind(
        _whatever(interactions.find), INTERACTIONS.c.customer_id, interactions.ORDER
    ),
    "interactions about a quote": Kind(
        _whatever(interactions.find), INTERACTIONS.c.quote_id, interactions.ORDER
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of one owner; a page's arguments go forward only."""

    kind: str
    owner: str
    arguments: PageArguments
    states: tuple[str, ...] | None = None


class Belongings:
    """The reads of one request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pages: DataLoader[Asked, Page] = DataLoader(load_fn=self._load, cache=False)
        self._counts: DataLoader[Asked, int] = DataLoader(load_fn=self._count, cache=False)

    async def page(
        self,
        kind: str,
        owner: str,
        first: int | None,
        after: str | None,
        states: Sequence[str] | None = None,
    ) -> Page:
        """One page; its total is counted only when it is asked for.

        Raises:
            GraphQLError: BAD_USER_INPUT for a page size or cursor that is none.
        """
        arguments = PageArguments(first, after)
        Bounds.of(arguments, KINDS[kind].key)
        wanted = None if states is None else tuple(states)
        return await self._pages.load(Asked(kind, owner, arguments, wanted))

    async def _load(self, keys: list[Asked]) -> list[Page]:
        found: dict[Asked, Page] = {}
        for question, owners in _grouped(keys).items():
            rows = await self._rows(question, owners)
            for owner in owners:
                asked = replace(question, owner=owner)
                found[asked] = self._page(asked, rows[owner])
        return [found[key] for key in keys]

    def _page(self, asked: Asked, rows: list[Row[Any]]) -> Page:
        key = KINDS[asked.kind].key
        bounds = Bounds.of(asked.arguments, key)
        return show_page(rows, bounds, key, lambda: self._counts.load(asked))

    async def _rows(self, question: Asked, owners: list[str]) -> Mapping[str, list[Row[Any]]]:
        """The first rows of each owner, one more than a page has."""
        kind = KINDS[question.kind]
        bounds = Bounds.of(question.arguments, kind.key)
        rank = func.row_number().over(partition_by=kind.owner, order_by=kind.key)
        ranked = bounds.applied_to(kind.query(question.states).where(kind.owner.in_(owners)))
        ranked = ranked.add_columns(kind.owner.label("owner"), rank.label("rank"))
        inner = ranked.add_columns(*(c.label(f"key_{i}") for i, c in enumerate(kind.key)))
        table = inner.subquery()
        query = select(table).where(table.c.rank <= bounds.size + 1)
        found: dict[str, list[Row[Any]]] = defaultdict(list)
        async with self._database.read() as connection:
            for row in await connection.execute(query.order_by(table.c.owner, table.c.rank)):
                found[row.owner].append(row)
        return found

    async def _count(self, keys: list[Asked]) -> list[int]:
        found: dict[Asked, int] = {}
        for question, owners in _grouped(keys).items():
            kind = KINDS[question.kind]
            inner = kind.query(question.states).add_columns(kind.owner.label("owner"))
            table = inner.where(kind.owner.in_(owners)).subquery()
            query = select(table.c.owner, func.count()).group_by(table.c.owner)
            async with self._database.read() as connection:
                rows = (await connection.execute(query)).all()
            counts: dict[str, int] = {owner: count for owner, count in rows}  # noqa: C416 - rows are no pairs for dict
            found |= {replace(question, owner=owner): counts.get(owner, 0) for owner in owners}
        return [found[key] for key in keys]


def _grouped(keys: Sequence[Asked]) -> Mapping[Asked, list[str]]:
    """The owners of equal questions."""
    found: dict[Asked, list[str]] = defaultdict(list)
    for key in dict.fromkeys(keys):
        found[replace(key, owner="")].append(key.owner)
    return found
