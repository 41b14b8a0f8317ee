"""Who did what to an order or a customer, in all three systems: their audits merged by time.

Records of one instant stand in the order of ``SYSTEMS``. A system that does not answer is named;
what the others know is shown all the same.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from strawberry.dataloader import DataLoader

from chassis.errors import BadUserInputError
from chassis.identity import Actor
from chassis.relay import decode_cursor, encode_cursor, page_size
from gateway.orders.ownership import scope_of
from gateway.orders.parts import Parts
from gateway.orders.store.journal import Journal
from gateway.orders.systems.audit_documents import AUDIT, VERDICT
from gateway.orders.systems.client import System, SystemUnavailableError

Document = dict[str, Any]
Kind = Literal["order", "customer"]
SYSTEMS = ("CRM", "ERP", "GATEWAY")
_BEFORE_ALL, _AFTER_ALL = 0, 2**31 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One page of one owner's records."""

    kind: Kind
    owner: str
    first: int | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """After the record of this instant, system and sequence."""

    at: datetime
    rank: int
    sequence: int

    @classmethod
    def of(cls, cursor: str | None) -> "Beginning | None":
        """From a cursor; raises BadUserInputError for one of another list."""
        if cursor is None:
            return None
        try:
            at, rank, sequence = decode_cursor(cursor)
            return cls(datetime.fromisoformat(str(at)), int(rank), int(sequence))
        except (TypeError, ValueError) as error:
            message = f"{cursor!r} is no cursor of an audit; pass one of its own unchanged"
            raise BadUserInputError(message) from error

    def sequence_in(self, rank: int) -> int:
        """What is the same place in one system's own records of the instant."""
        if rank == self.rank:
            return self.sequence
        return _AFTER_ALL if rank < self.rank else _BEFORE_ALL


class Auditing:
    """The audits as one caller's request reads them; pages of many orders are read together."""

    def __init__(self, parts: Parts, actor: Actor) -> None:
        self._parts = parts
        self._actor = actor
        self._loader: DataLoader[Key, Document] = DataLoader(load_fn=self._load)

    async def page(self, kind: Kind, owner: str, first: int | None, after: str | None) -> Document:
        """A connection of records, with the systems that are missing in it."""
        return await self._loader.load(Key(kind, owner, first, after))

    async def verdict(self, system: str) -> Document:
        """Whether one system's chain holds.

        Raises:
            SystemUnavailableError: it does not answer.
        """
        if system == "GATEWAY":
            found = await self._parts.journal.verify()
            return {**asdict(found), "is_intact": found.broken_at is None}
        answer = await self._system(system).call(VERDICT[system], {}, self._actor)
        return dict(answer["verdict"])

    async def _load(self, keys: list[Key]) -> list[Document]:
        groups: dict[tuple[Kind, int | None, str | None], list[str]] = defaultdict(list)
        for key in keys:
            groups[key.kind, key.first, key.after].append(key.owner)
        found: dict[Key, Document] = {}
        for (kind, first, after), owners in groups.items():
            pages = await self._pages(kind, owners, page_size(first), Beginning.of(after))
            found |= {Key(kind, owner, first, after): page for owner, page in pages.items()}
        return [found[key] for key in keys]

    async def _pages(
        self, kind: Kind, owners: list[str], size: int, begins: Beginning | None
    ) -> dict[str, Document]:
        asked = self._asked(kind)
        answers = await asyncio.gather(
            *(self._records(system, kind, owners, size + 1, begins) for system in asked)
        )
        missing = [name for name, found in zip(asked, answers, strict=True) if found is None]
        by_owner: dict[str, list[Document]] = defaultdict(list)
        for record in (each for found in answers for each in found or ()):
            by_owner[record["owner"]].append(record)
        return {owner: _page(by_owner[owner], size, begins, missing) for owner in owners}

    def _asked(self, kind: Kind) -> tuple[str, ...]:
        """What others did to a partner's customer is told to staff only."""
        is_open = kind == "order" or scope_of(self._actor) is None
        return SYSTEMS if is_open else SYSTEMS[-1:]

    async def _records(
        self, system: str, kind: Kind, owners: list[str], most: int, begins: Beginning | None
    ) -> list[Document] | None:
        rank = SYSTEMS.index(system)
        at, sequence = (begins.at, begins.sequence_in(rank)) if begins else (None, 0)
        if system == "GATEWAY":
            scope, journal = scope_of(self._actor), self._parts.journal
            found = await _own_records(journal, kind, owners, scope, (at, sequence), most)
        else:
            asked = {"owners": owners, "most": most, "after_sequence": sequence}
            asked["after_at"] = at and at.isoformat()
            try:
                answer = await self._system(system).call(AUDIT[system], asked, self._actor)
            except SystemUnavailableError:
                return None
            found = answer["audit"]
        return [_entry(record, system, rank) for record in found]

    def _system(self, name: str) -> System:
        return self._parts.crm if name == "CRM" else self._parts.erp


async def _own_records(
    journal: Journal,
    kind: Kind,
    owners: Sequence[str],
    scope: str | None,
    after: tuple[datetime | None, int],
    most: int,
) -> list[Document]:
    given: dict[str, int] = defaultdict(int)
    found = []
    for record in await journal.audit(kind, owners, scope):
        at, sequence = after
        is_after = at is None or (record["at"], record["sequence"]) > (at, sequence)
        if is_after and given[record["owner"]] < most:
            given[record["owner"]] += 1
            found.append(record)
    return found


def _entry(record: Document, system: str, rank: int) -> Document:
    at = record["at"]
    instant = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    same = ("id", "operation", "entity_type", "entity_id", "changes", "previous_hash", "hash")
    actor = {name: record[name] for name in ("client_id", "partner_id")}
    return {
        **{name: record[name] for name in same},
        "owner": record["owner"],
        "correlation_id": record["owner"],
        "at": instant,
        "system": system,
        "actor": {**actor, "kind": record["actor_kind"], "id": record["actor_id"]},
        "place": (instant, rank, record["sequence"]),
    }


def _page(
    records: Iterable[Document], size: int, begins: Beginning | None, missing: list[str]
) -> Document:
    ordered = sorted(records, key=lambda record: record["place"])
    edges = [{"cursor": _cursor(record), "node": record} for record in ordered[:size]]
    return {
        "edges": edges,
        "unavailable": missing,
        "page_info": {
            "has_next_page": len(ordered) > size,
            "has_previous_page": begins is not None,
            "start_cursor": edges[0]["cursor"] if edges else None,
            "end_cursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _cursor(record: Document) -> str:
    at, rank, sequence = record["place"]
    return encode_cursor(at.isoformat(), rank, sequence)
