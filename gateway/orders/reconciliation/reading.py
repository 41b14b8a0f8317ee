"""Reads both systems side by side: a few calls a page, whatever is on it."""

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

from chassis.identity import SYSTEM_ACTOR
from chassis.relay import decode_cursor
from gateway.orders.reconciliation.snapshot import (
    CustomerPair,
    OrderPair,
    Person,
    ProcessOrder,
    Quote,
    SalesOrder,
)
from gateway.orders.store.orders import OrderStore
from gateway.orders.store.tables import ORDERS
from gateway.orders.systems import comparison_documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]
# The CRM's pages have no more.
PAGE = 100


class Reader:
    """Pages of orders and customers; the process is always read before the systems."""

    def __init__(self, orders: OrderStore, crm: System, erp: System) -> None:
        self._orders = orders
        self._crm = crm
        self._erp = erp

    async def orders(
        self, customer_ids: Collection[str] | None = None
    ) -> AsyncIterator[list[OrderPair]]:
        """Orders of the process, oldest first; those placed meanwhile come last.

        All of them, or some customers', then with second ones of the ERP.

        Raises:
            SystemUnavailableError: a system does not answer.
        """
        position, is_some = 0, customer_ids is not None
        his = [ORDERS.c.customer_id.in_(customer_ids)] if customer_ids is not None else []
        while True:
            found = await self._orders.find(ORDERS.c.position > position, *his, limit=PAGE)
            if not found:
                return
            position = int(decode_cursor(found[-1]["cursor"])[0])
            yield await self._pair(found, with_doubles=is_some)

    async def orders_of(self, ids: Collection[str]) -> list[OrderPair]:
        """Some orders, with second ones of the ERP; unknown ones as the ERP alone has them."""
        documents = await self._orders.find(ORDERS.c.id.in_(ids), limit=len(ids))
        known = {document["id"] for document in documents}
        pairs = await self._pair(documents, with_doubles=True)
        others = [each for each in ids if each not in known]
        return [*pairs, *await self._pair_foreign(others)]

    async def sales_orders(
        self, customer_ids: Collection[str] | None = None
    ) -> AsyncIterator[list[OrderPair]]:
        """What the ERP has beyond one order for each of the process's: doubles and orphans.

        For some customers also what it has under their name and the process under another's.
        """
        after: str | None = None
        customers = None if customer_ids is None else list(customer_ids)
        while True:
            wanted = {"first": PAGE, "after": after, "customers": customers}
            answer = await self._ask_erp(gql.SALES_ORDER_PAGE, wanted, "sales_order_page")
            if not answer:
                return
            after = answer[-1]["external_reference"]
            found = [SalesOrder.of(each) for each in answer]
            yield await self._beyond(found, customers)

    async def customers(self) -> AsyncIterator[tuple[int, list[CustomerPair]]]:
        """How many customers of the CRM were read, and those of them that are partners."""
        after: str | None = None
        while True:
            wanted = {"first": PAGE, "after": after}
            answer = await self._crm.call(gql.CUSTOMER_PAGE, wanted, SYSTEM_ACTOR)
            page = answer["customers"]
            customers = {edge["node"]["id"]: edge["node"] for edge in page["edges"]}
            yield len(customers), await self._pair_customers(customers)
            if not page["page_info"]["has_next_page"]:
                return
            after = page["page_info"]["end_cursor"]

    async def strangers(self) -> AsyncIterator[list[CustomerPair]]:
        """Partners whose customer the CRM does not know."""
        after: str | None = None
        while True:
            partners = await self._ask_erp(
                gql.PARTNER_PAGE, {"first": PAGE, "after": after}, "partner_page"
            )
            if not partners:
                return
            after = partners[-1]["customer_id"]
            known = await self._people({each["customer_id"] for each in partners})
            others = [each for each in partners if each["customer_id"] not in known]
            yield [CustomerPair.of(each["customer_id"], None, each) for each in others]

    async def customers_of(self, ids: Collection[str]) -> list[CustomerPair]:
        """Some customers, as far as they are partners."""
        return await self._pair_customers(dict.fromkeys(ids) | await self._people(ids))

    async def _pair_customers(self, customers: dict[str, Any]) -> list[CustomerPair]:
        if not customers:
            return []
        wanted = {"ids": list(customers)}
        partners = await self._ask_erp(gql.PARTNERS, wanted, "partners_by_customer")
        ids = ((each["customer_id"], each) for each in partners)
        return [CustomerPair.of(key, customers[key], partner) for key, partner in ids]

    async def _pair(
        self, documents: Sequence[Document], *, with_doubles: bool = False
    ) -> list[OrderPair]:
        if not documents:
            return []
        keys = [each["quote_id"] for each in documents if each["quote_id"] is not None]
        quotes = await self._quotes(keys)
        ids = [document["id"] for document in documents]
        first, doubles = await self._sales_orders(ids, with_doubles=with_doubles)
        people = await self._people_of(quotes, [*first.values()])
        return [
            OrderPair(
                order_id=document["id"],
                order=ProcessOrder.of(document),
                quote=quotes.get(document["quote_id"]),
                sales_order=first.get(document["id"]),
                doubles=doubles.get(document["id"], ()),
                people=people,
            )
            for document in documents
        ]

    async def _pair_foreign(self, ids: Sequence[str]) -> list[OrderPair]:
        first, _ = await self._sales_orders(ids, with_doubles=False)
        return [OrderPair(key, None, None, found) for key, found in first.items()]

    async def _beyond(
        self, found: list[SalesOrder], customers: Collection[str] | None
    ) -> list[OrderPair]:
        # Read after the ERP: an order is in the process before it comes there.
        ids = {each.order_id for each in found}
        documents = await self._orders.find(ORDERS.c.id.in_(ids), limit=len(ids))
        owners = {document["id"]: document["customer_id"] for document in documents}
        wanted = {
            each.order_id
            for each in found
            if each.order_id in owners
            and (
                each.is_double or (customers is not None and owners[each.order_id] not in customers)
            )
        }
        orphans = [each for each in found if each.order_id not in owners]
        pairs = await self.orders_of(sorted(wanted)) if wanted else []
        return [*pairs, *(OrderPair(each.reference, None, None, each) for each in orphans)]

    async def _sales_orders(
        self, ids: Sequence[str], *, with_doubles: bool
    ) -> tuple[dict[str, SalesOrder], dict[str, tuple[SalesOrder, ...]]]:
        if not ids:
            return {}, {}
        wanted = {"references": list(ids), "doubles": with_doubles}
        name = "sales_orders_by_external_references"
        answer = await self._ask_erp(gql.SALES_ORDERS, wanted, name)
        found = [SalesOrder.of(each) for each in answer]
        first = {each.reference: each for each in found if each.reference in ids}
        doubles: dict[str, tuple[SalesOrder, ...]] = {}
        for each in found:
            if each.reference not in first:
                doubles[each.order_id] = (*doubles.get(each.order_id, ()), each)
        return first, doubles

    async def _quotes(self, ids: Sequence[str]) -> dict[str, Quote]:
        found = await self._entities(gql.QUOTES, "Quote", ids)
        return {each["id"]: Quote.of(each) for each in found}

    async def _people_of(
        self, quotes: dict[str, Quote], sales_orders: Sequence[SalesOrder]
    ) -> dict[str, Person]:
        """The customers on either side; only those that no quote names are asked for."""
        people = {quote.customer.id: quote.customer for quote in quotes.values()}
        others = {each.customer_id for each in sales_orders} - people.keys()
        found = await self._people(others)
        return people | {key: Person.of(customer) for key, customer in found.items()}

    async def _people(self, ids: Collection[str]) -> dict[str, Document]:
        found = await self._entities(gql.CUSTOMERS, "Customer", sorted(ids))
        return {each["id"]: each for each in found}

    async def _entities(self, text: str, kind: str, ids: Sequence[str]) -> list[Document]:
        if not ids:
            return []
        keys = [{"__typename": kind, "id": each} for each in ids]
        answer = await self._crm.call(text, {"keys": keys}, SYSTEM_ACTOR)
        return [each for each in answer["_entities"] if each is not None]

    async def _ask_erp(self, text: str, variables: Document, name: str) -> list[Document]:
        answer = await self._erp.call(text, variables, SYSTEM_ACTOR)
        found: list[Document] = answer[name]
        return found
