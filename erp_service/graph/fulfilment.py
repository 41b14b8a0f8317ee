"""Writes of warehouse and finance staff that follow an order."""

from collections.abc import Sequence

import strawberry

from chassis.decimals import show_quantity
from chassis.scalars import DecimalScalar
from erp_service.fulfilment.billing import post_invoice, record_payment
from erp_service.fulfilment.delivering import Packed, post_shipment, start_picking
from erp_service.graph.context import Info
from erp_service.graph.payloads import ErpPayload
from erp_service.writing import Answer, Transaction, Work

FINANCE = "erp:finance"
WAREHOUSE = "erp:warehouse"


@strawberry.input
class ShipmentLineInput:
    """So much of one line of the order."""

    sales_order_line_id: strawberry.ID
    quantity: DecimalScalar

    def to_packed(self) -> Packed:
        """As the writers take it."""
        return Packed(self.sales_order_line_id, self.quantity)


@strawberry.type
class FulfilmentMutation:
    """Warehouse and finance."""

    @strawberry.mutation
    async def start_picking(
        self,
        info: Info,
        delivery_id: strawberry.ID,
        lines: list[ShipmentLineInput],
        idempotency_key: str,
    ) -> ErpPayload:
        """Pick for a planned delivery; what is left out of it stays planned."""
        info.context.require_scope(WAREHOUSE)
        packed = [line.to_packed() for line in lines]
        request = [delivery_id, *_shown(packed)]

        async def work(transaction: Transaction) -> Answer:
            return await start_picking(transaction, delivery_id, packed)

        return await _keyed(info, "startPicking", idempotency_key, work, request)

    @strawberry.mutation
    async def post_shipment(
        self,
        info: Info,
        delivery_id: strawberry.ID,
        lines: list[ShipmentLineInput],
        idempotency_key: str,
        tracking_number: str | None = None,
    ) -> ErpPayload:
        """The goods leave; what was picked and is left out goes back to the shelf."""
        info.context.require_scope(WAREHOUSE)
        packed = [line.to_packed() for line in lines]
        request = [delivery_id, tracking_number, *_shown(packed)]

        async def work(transaction: Transaction) -> Answer:
            return await post_shipment(transaction, delivery_id, packed, tracking_number)

        return await _keyed(info, "postShipment", idempotency_key, work, request)

    @strawberry.mutation
    async def post_invoice(
        self, info: Info, sales_order_id: strawberry.ID, idempotency_key: str
    ) -> ErpPayload:
        """Bill all that is shipped and not billed yet."""
        info.context.require_scope(FINANCE)

        async def work(transaction: Transaction) -> Answer:
            return await post_invoice(transaction, sales_order_id)

        return await _keyed(info, "postInvoice", idempotency_key, work, [sales_order_id])

    @strawberry.mutation
    async def record_payment(
        self,
        info: Info,
        invoice_id: strawberry.ID,
        amount: DecimalScalar,
        payment_reference: str,
        idempotency_key: str,
    ) -> ErpPayload:
        """Money for an invoice."""
        info.context.require_scope(FINANCE)
        request = [invoice_id, show_quantity(amount), payment_reference]

        async def work(transaction: Transaction) -> Answer:
            return await record_payment(transaction, invoice_id, amount, payment_reference)

        return await _keyed(info, "recordPayment", idempotency_key, work, request)


def _shown(packed: list[Packed]) -> list[list[str]]:
    return [[each.line_id, show_quantity(each.quantity)] for each in packed]


async def _keyed(
    info: Info, operation: str, key: str, work: Work, request: Sequence[object]
) -> ErpPayload:
    answer = await info.context.writer.carry_out_keyed(operation, key, work, request)
    return await ErpPayload.of(info, answer)
