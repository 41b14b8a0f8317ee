"""Writes to partners: what the CRM tells about them, and what finance decides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from erp_service.refusals import RefusedError
from erp_service.sales_orders.tables import sales_orders
from erp_service.tables import COPIED_FROM_CRM, partners
from erp_service.terms.credit import DEFAULT_PRICE_LIST, ZERO, terms_of_new
from erp_service.writing import Answer, Transaction

FIRST_NUMBER = 100001
_KNOWN = (
    *(partners.c.version, partners.c.erased_at, partners.c.merged_into),
    *(partners.c.kind, partners.c.tax_id, partners.c["class"].label("customer_class")),
    *(partners.c.payment_terms, partners.c.credit_limit),
)


@dataclass(frozen=True, slots=True)
class PartnerData:
    """A customer as the CRM knows him at ``version``."""

    customer_id: str
    version: int
    kind: str
    name: str
    tax_id: str | None
    country: str
    street: str
    postal_code: str
    city: str
    email: str | None
    phone: str | None


async def upsert_partner(transaction: Transaction, data: PartnerData) -> Answer:
    """Take over a customer's newest version; an older one changes nothing (rule 3.6).

    Nor is an erased or a merged partner filled again. A new one gets the terms of a first order,
    which follow his facts until he has ordered; later ones are finance's to change.
    """
    query = select(*_KNOWN).where(partners.c.customer_id == data.customer_id)
    known = (await transaction.connection.execute(query.with_for_update())).one_or_none()
    version = None if known is None else known.version
    if known is not None and (
        known.version >= data.version or known.erased_at or known.merged_into
    ):
        return Answer(data.customer_id)
    copied = {name: getattr(data, name) for name in COPIED_FROM_CRM}
    if version is None:
        values = {**copied, **(await _new(transaction, data))}
        await transaction.connection.execute(insert(partners), values)
    else:
        mine = partners.c.customer_id == data.customer_id
        copied |= await _first_terms(transaction, known, data)
        change = update(partners).where(mine).values(version=data.version, **copied)
        await transaction.connection.execute(change)
    await transaction.audit("Partner", data.customer_id, asdict(data))
    return Answer(data.customer_id)


async def _first_terms(transaction: Transaction, known: Any, data: PartnerData) -> dict[str, Any]:
    """The terms by the newest facts of one who has none of finance's and no order yet."""
    before, after = terms_of_new(known.kind, known.tax_id), terms_of_new(data.kind, data.tax_id)
    has_first = (known.payment_terms, known.credit_limit) == (before.payment_terms, before.limit)
    if before == after or not has_first or known.customer_class != before.customer_class:
        return {}
    query = select(sales_orders.c.id).where(sales_orders.c.customer_id == data.customer_id)
    if (await transaction.connection.execute(query.limit(1))).first() is not None:
        return {}
    return {"payment_terms": after.payment_terms, "credit_limit": after.limit}


async def upsert_partners(transaction: Transaction, found: Sequence[PartnerData]) -> Answer:
    """Many at once, each by the rule of one."""
    # In one order for everybody, so that two such writes do not wait for one another.
    for data in sorted(found, key=lambda each: each.customer_id):
        await upsert_partner(transaction, data)
    return Answer()


async def restore_partner(
    transaction: Transaction, data: PartnerData, expected_version: int
) -> Answer:
    """Overwrite a copy that somebody changed here; the audit keeps both values.

    Raises:
        RefusedError: NOT_FOUND; REVISION_CONFLICT, a newer version has come meanwhile;
            NOT_ALLOWED_IN_STATE for an erased partner.
    """
    mine = partners.c.customer_id == data.customer_id
    query = select(partners).where(mine).with_for_update()
    row = (await transaction.connection.execute(query)).mappings().one_or_none()
    if row is None:
        message = f"customer {data.customer_id} is no partner; an order makes him one"
        raise RefusedError.of("NOT_FOUND", message, "input", "customerId")
    if row["erased_at"] is not None:
        message = f"partner {row['number']} is erased; nothing is filled in again"
        raise RefusedError.of("NOT_ALLOWED_IN_STATE", message, "input", "customerId")
    if row["version"] != expected_version:
        message = f"partner {row['number']} has version {row['version']}; compare again"
        raise RefusedError.of("REVISION_CONFLICT", message, "expectedVersion")
    copied = {name: getattr(data, name) for name in COPIED_FROM_CRM}
    drifted = [name for name in copied if row[name] != copied[name]]
    change = update(partners).where(mine).values(version=data.version, **copied)
    await transaction.connection.execute(change)
    if drifted:
        # Both sides in one entry: what stood here before was never written by an entry.
        facts = {"before": {name: row[name] for name in drifted}}
        facts["after"] = {name: copied[name] for name in drifted}
        await transaction.audit("Partner", data.customer_id, facts)
    return Answer(data.customer_id)


async def set_credit_limit(
    transaction: Transaction, customer_id: str, limit: Decimal | None, reason: str
) -> Answer:
    """Finance's decision; None sets no limit. Orders already held are released one by one.

    Raises:
        RefusedError: NOT_FOUND, INVALID.
    """
    mine = partners.c.customer_id == customer_id
    query = select(partners.c.credit_limit).where(mine).with_for_update()
    row = (await transaction.connection.execute(query)).one_or_none()
    if row is None:
        message = f"customer {customer_id} is no partner; an order makes him one"
        raise RefusedError.of("NOT_FOUND", message, "customerId")
    if limit is not None and limit < ZERO:
        raise RefusedError.of("INVALID", "a limit is not negative; send 0 or more", "limit")
    await transaction.connection.execute(update(partners).where(mine).values(credit_limit=limit))
    changes = {"before": row.credit_limit, "after": limit, "reason": reason}
    await transaction.audit("Partner", customer_id, changes)
    return Answer(customer_id)


async def _new(transaction: Transaction, data: PartnerData) -> dict[str, Any]:
    terms = terms_of_new(data.kind, data.tax_id)
    if DEFAULT_PRICE_LIST not in transaction.master_data.price_lists:
        message = f"there is no price list {DEFAULT_PRICE_LIST}; new customers need one"
        raise RefusedError.of("INVALID", message)
    number = await transaction.next_number("BP", FIRST_NUMBER)
    return {
        "customer_id": data.customer_id,
        "number": f"BP-{number}",
        "class": terms.customer_class,
        "payment_terms": terms.payment_terms,
        "credit_limit": terms.limit,
        "price_list": DEFAULT_PRICE_LIST,
        "version": data.version,
    }
