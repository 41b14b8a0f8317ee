"""The reads of one request that lists multiply: those of one moment are made together.

Nothing is kept: a mutation's answer shows what is there after it, and a subscription lives long.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from strawberry.dataloader import DataLoader

from chassis.identity import Actor
from gateway.orders.pages import PageRequest
from gateway.orders.parts import Parts
from gateway.orders.systems.client import SystemUnavailableError
from gateway.orders.systems.documents import READ_CUSTOMERS

Document = dict[str, Any]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class OfOwner:
    """One page of what belongs to an order or a customer.

    Attributes:
        statuses: of orders; None for all of them.
    """

    owner: str
    page: PageRequest
    statuses: tuple[str, ...] | None = None

    @property
    def question(self) -> "OfOwner":
        """What is asked about whichever owner."""
        return OfOwner("", self.page, self.statuses)


class Loading:
    """One per request; ``conditions`` gives those of the caller and of an orders question."""

    def __init__(
        self,
        parts: Parts,
        actor: Actor,
        conditions: Callable[[tuple[str, ...] | None], list[Any]],
    ) -> None:
        batches = parts.batches
        self._parts = parts
        self._actor = actor
        self._batches = batches
        self._conditions = conditions
        self.orders = _loader(batches.orders)
        self.decisions = _loader(batches.decisions)
        self.links = _loader(batches.links)
        self.survivors = _loader(batches.survivors)
        self.events = _loader(self._events)
        self.orders_of = _loader(self._orders_of)
        self.counts_of = _loader(self._counts_of)
        self.versions = _loader(self._versions)
        self.conflicts = _loader(self._conflicts)

    async def _versions(self, customer_ids: list[str]) -> dict[str, int]:
        """The CRM's newest versions of customers; none while it does not answer."""
        wanted = {"ids": customer_ids}
        try:
            answer = await self._parts.crm.call(READ_CUSTOMERS, wanted, self._actor)
        except SystemUnavailableError:
            return {}
        return {each["id"]: each["version"] for each in answer["customers_by_id"]}

    async def _conflicts(self, entity_ids: list[str]) -> dict[str, list[Document]]:
        found: dict[str, list[Document]] = defaultdict(list)
        for conflict in await self._parts.review.conflicts.of(entity_ids):
            found[conflict["entity_id"]].append(conflict)
        return found

    async def _events(self, keys: list[OfOwner]) -> dict[OfOwner, list[Document]]:
        async def ask(owners: list[str], question: OfOwner) -> Mapping[str, list[Document]]:
            page = question.page
            return await self._batches.events(owners, page.above, page.size + 1)

        return await _by_question(keys, ask, [])

    async def _orders_of(self, keys: list[OfOwner]) -> dict[OfOwner, list[Document]]:
        async def ask(owners: list[str], question: OfOwner) -> Mapping[str, list[Document]]:
            page, conditions = question.page, self._conditions(question.statuses)
            return await self._batches.orders_of(owners, conditions, page.above, page.size + 1)

        return await _by_question(keys, ask, [])

    async def _counts_of(self, keys: list[OfOwner]) -> dict[OfOwner, int]:
        async def ask(owners: list[str], question: OfOwner) -> Mapping[str, int]:
            return await self._batches.counts_of(owners, self._conditions(question.statuses))

        return await _by_question(keys, ask, 0)


def _loader(load: Callable[[list[Key]], Awaitable[Mapping[Key, Value]]]) -> DataLoader[Key, Any]:
    async def batch(keys: list[Key]) -> list[Value | None]:
        found = await load(keys)
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=batch, cache=False)


async def _by_question(
    keys: list[OfOwner],
    ask: Callable[[list[str], OfOwner], Awaitable[Mapping[str, Value]]],
    nothing: Value,
) -> dict[OfOwner, Value]:
    """Equal questions about several owners are asked once."""
    owners: dict[OfOwner, list[str]] = defaultdict(list)
    for key in keys:
        owners[key.question].append(key.owner)
    found: dict[OfOwner, Value] = {}
    for question, those in owners.items():
        answers = await ask(those, question)
        for owner in those:
            key = OfOwner(owner, question.page, question.statuses)
            found[key] = answers.get(owner, nothing)
    return found
