"""What several types share: the caller's context, nodes, connections, money."""

from decimal import Decimal
from typing import Generic, Self, TypeVar

import strawberry
from strawberry import ID, Private

from chassis.decimals import show_amount, show_decimal
from chassis.scalars import CurrencyCode, DecimalScalar
from crm_service.context import Context
from crm_service.pages import Count, Page

Info = strawberry.Info[Context, None]
Item = TypeVar("Item")


@strawberry.interface
class Node:
    """Anything with an id."""

    id: ID


@strawberry.federation.type(shareable=True, tags=["partner"])
class Money:
    """An exact amount of a currency."""

    amount: DecimalScalar
    currency: CurrencyCode

    @classmethod
    def of(cls, amount: Decimal | None, currency: str) -> Self | None:
        """An amount with the currency's minor digits."""
        return None if amount is None else cls.show(show_amount(amount, currency), currency)

    @classmethod
    def of_unit(cls, price: Decimal | None, currency: str) -> Self | None:
        """A unit price, as stored: it may have more digits than the currency."""
        return None if price is None else cls.show(show_decimal(price), currency)

    @classmethod
    def show(cls, text: str, currency: str) -> Self:
        """From the amount as it stands on the wire."""
        return cls(amount=as_decimal(text), currency=CurrencyCode(currency))


def as_decimal(text: str) -> DecimalScalar:
    """An exact text as the scalar's value: digits as shown survive the way to the wire."""
    return DecimalScalar(Decimal(text))


@strawberry.federation.type(shareable=True, tags=["partner"])
class PageInfo:
    """Where a page stands in its connection."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[Item]):
    """An item and its cursor."""

    cursor: str
    node: Item


@strawberry.type
class Connection(Generic[Item]):
    """One page of items (GraphQL Cursor Connections Specification)."""

    edges: list[Edge[Item]]
    page_info: PageInfo
    count: Private[Count]

    @strawberry.field
    async def total_count(self) -> int | None:
        """How many there are on all pages; counted only when asked."""
        return await self.count()


def connect(page: Page, nodes: list[Item]) -> Connection[Item]:
    """The connection of a page whose rows have become ``nodes``."""
    cursors = page.cursors
    edges = [Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)]
    information = PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    return Connection(edges=edges, page_info=information, count=page.count)
