"""Writes of the warehouse about what comes in."""

from functools import partial

import strawberry

from chassis.decimals import show_quantity
from chassis.scalars import DateScalar, DecimalScalar
from erp_service.graph.context import Info
from erp_service.graph.fulfilment import WAREHOUSE
from erp_service.graph.payloads import ErpPayload
from erp_service.receiving.receipts import Supply, plan_receipt, post_goods_receipt


@strawberry.input
class PlannedReceiptInput:
    """Expected goods; an unconfirmed receipt is not promised."""

    receipt_id: strawberry.ID
    sku: strawberry.ID
    warehouse: strawberry.ID
    date: DateScalar
    quantity: DecimalScalar
    confirmed: bool


@strawberry.type
class ReceivingMutation:
    """Warehouse and purchasing."""

    @strawberry.mutation
    async def post_goods_receipt(
        self,
        info: Info,
        sku: strawberry.ID,
        warehouse: strawberry.ID,
        quantity: DecimalScalar,
        receipt_id: strawberry.ID,
        idempotency_key: str,
    ) -> ErpPayload:
        """Goods are here; ``receiptId`` is a planned receipt's ``source``, or a new name."""
        info.context.require_scope(WAREHOUSE)
        supply = Supply(receipt_id, sku, warehouse, quantity)
        work = partial(post_goods_receipt, arrived=supply)
        request = [receipt_id, sku, warehouse, show_quantity(quantity)]
        answer = await info.context.writer.carry_out_keyed(
            "postGoodsReceipt", idempotency_key, work, request
        )
        return await ErpPayload.of(info, answer)

    @strawberry.mutation
    async def plan_receipt(
        self,
        info: Info,
        input: PlannedReceiptInput,  # noqa: A002 - the argument's name
        idempotency_key: str,
    ) -> ErpPayload:
        """A receipt is expected, moves, or with quantity 0 fails (R-ATP-8)."""
        info.context.require_scope(WAREHOUSE)
        supply = Supply(input.receipt_id, input.sku, input.warehouse, input.quantity)
        work = partial(plan_receipt, supply=supply, day=input.date, confirmed=input.confirmed)
        shown = show_quantity(input.quantity)
        keys = [input.receipt_id, input.sku, input.warehouse]
        request = [*keys, input.date.isoformat(), shown, input.confirmed]
        answer = await info.context.writer.carry_out_keyed(
            "planReceipt", idempotency_key, work, request
        )
        return await ErpPayload.of(info, answer)
