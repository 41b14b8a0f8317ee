"""What tests ask about conflicts."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.gateway.orders.operations import QUOTE, place
from tests.gateway.orders.test_setbacks import eventually
from tests.gateway.orders.world import JSON, World, k2
from tests.patience import PATIENCE_SECONDS

CONFLICT = (
    "{ id code entityType entityId field crmValue erpValue master resolution { action by { id } } }"
)
REPORT = f"""{{
  id finishedAt comparedCustomers comparedOrders counts {{ code count }}
  findings(first: 100) {{ totalCount edges {{ node {CONFLICT} }} }}
}}"""
RECONCILE = f"""
mutation R($customers: [ID!], $orders: [ID!], $repair: Boolean! = true) {{
  startReconciliation(customerIds: $customers, orderIds: $orders, repair: $repair) {{
    report {REPORT} userErrors {{ code }}
  }}
}}
"""
READ = f"query R($id: ID!) {{ reconciliationReport(id: $id) {REPORT} }}"
ORDER = f"""
query O($id: ID!) {{ order(id: $id) {{
  id status revision allowedActions channel sync {{ state conflicts {CONFLICT} }}
  history(first: 50) {{ edges {{ node {{ type detail }} }} }}
}} }}
"""
RESOLVE = """
mutation R($input: ResolveConflictInput!) { resolveConflict(input: $input) {
  order { id status revision sync { state conflicts { code } } quote { id } salesOrder { id } }
  userErrors { code message path }
} }
"""
SALES_ORDER = """
query S($references: [ID!]!) { salesOrdersByExternalReferences(externalReferences: $references) {
  id status revision deliveryBlock customerId grossTotal { amount } lines { sku orderedQuantity }
} }
"""


async def reconcile(world: World, **scope: Any) -> JSON:
    """The report of a run, which is finished."""
    report: JSON = (await world.ask(RECONCILE, **scope))["startReconciliation"]["report"]
    return await finished(world, report["id"])


async def finished(world: World, report_id: str) -> JSON:
    """A run's report once it is at its end; on a busy machine the mutation answers before."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            report: JSON = (await world.ask(READ, id=report_id))["reconciliationReport"]
            if report["finishedAt"] is not None:
                return report
            await asyncio.sleep(0.05)


def findings(report: JSON) -> list[JSON]:
    return [edge["node"] for edge in report["findings"]["edges"]]


def codes(report: JSON) -> list[str]:
    return sorted(finding["code"] for finding in findings(report))


async def placed(world: World, key: str, quantity: str = "10") -> str:
    """The id of a confirmed order of K2."""
    answer = await place(world, **k2("VALVE-20", quantity, f"reconcile-{key}"))
    order_id = str(answer["order"]["id"])
    await eventually(world, order_id, lambda order: order["status"] == "CONFIRMED")
    return order_id


async def order_of(world: World, order_id: str) -> JSON:
    order: JSON = (await world.ask(ORDER, id=order_id))["order"]
    return order


async def sales_order_of(world: World, reference: str) -> JSON | None:
    found = await world.ask_system(world.erp, SALES_ORDER, references=[reference])
    orders: list[JSON] = found["salesOrdersByExternalReferences"]
    return orders[0] if orders else None


async def resolve(world: World, conflict_id: str, action: str) -> JSON:
    wanted = {"conflictId": conflict_id, "action": action, "note": "agreed by phone"}
    payload: JSON = (await world.ask(RESOLVE, input=wanted))["resolveConflict"]
    return payload


async def quote_of(world: World, quote_id: str) -> JSON:
    quote: JSON = (await world.ask_system(world.crm, QUOTE, id=quote_id))["quote"]
    return quote
