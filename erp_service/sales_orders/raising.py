"""raiseRevision: an order's revision catches up with the other systems'; nothing else changes."""

from dataclasses import replace

from erp_service.refusals import RefusedError
from erp_service.sales_orders.changes import load_for_change, require_revision, touched
from erp_service.sales_orders.writing import replace_order
from erp_service.writing import Answer, Transaction


async def raise_revision(
    transaction: Transaction, external_reference: str, expected_revision: int, new_revision: int
) -> Answer:
    """Raise it; the same again changes nothing.

    Raises:
        RefusedError: NOT_FOUND, REVISION_CONFLICT, INVALID for one that is not higher.
    """
    order = await load_for_change(
        transaction, "external_reference", external_reference, "externalReference"
    )
    if order.revision == new_revision:
        return Answer(order.id, order=order)
    require_revision(order, expected_revision)
    if new_revision < expected_revision:
        message = f"{order.number} has revision {order.revision}; revisions only rise"
        raise RefusedError.of("INVALID", message, "newRevision")
    facts = {"revision": [order.revision, new_revision]}
    await transaction.audit("SalesOrder", order.id, facts, external_reference)
    changed = touched(replace(order, revision=new_revision))
    await replace_order(transaction, changed, order)
    return Answer(order.id, order=changed)
