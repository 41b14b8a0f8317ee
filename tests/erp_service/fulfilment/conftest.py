"""Staff who pick, ship, bill and take money."""

from typing import Any

from tests.erp_service.conftest import ORDER, Erp

ERRORS = "userErrors { code message path }"
ANSWER = f"{{ salesOrder {ORDER} {ERRORS} }}"
PICK = f"""mutation($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {{
  startPicking(deliveryId: $id, lines: $lines, idempotencyKey: $key) {ANSWER} }}"""
SHIP = f"""mutation($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {{
  postShipment(deliveryId: $id, lines: $lines, trackingNumber: "1Z", idempotencyKey: $key) {ANSWER} }}"""
BILL = f"""mutation($id: ID!, $key: String!) {{
  postInvoice(salesOrderId: $id, idempotencyKey: $key) {ANSWER} }}"""
PAY = f"""mutation($id: ID!, $amount: Decimal!, $key: String!) {{
  recordPayment(invoiceId: $id, amount: $amount, paymentReference: $key, idempotencyKey: $key) {ANSWER} }}"""
READ = """query($number: String!) { salesOrderByNumber(number: $number) {
  status delivery billing percentDelivered percentBilled
  lines { status pickedQuantity shippedQuantity invoicedQuantity reservedQuantity }
  deliveries { edges { node { id number state plannedShipDate trackingNumber lines { salesOrderLineId quantity } } } }
  invoices { edges { node { id state kind dueDate netTotal { amount } taxTotal { amount } grossTotal { amount } outstanding { amount } } } }
} }"""


class Staff:
    """Every call with a key of its own."""

    def __init__(self, erp: Erp, placed: dict[str, Any]) -> None:
        self.erp, self.id, self.number = erp, placed["id"], placed["number"]
        self.calls = 0

    async def read(self) -> Any:
        return await self.erp.call(READ, number=self.number)

    async def deliveries(self) -> list[tuple[str, str, list[str]]]:
        found = (await self.read())["deliveries"]["edges"]
        return [
            (
                each["node"]["state"],
                each["node"]["plannedShipDate"],
                [line["quantity"] for line in each["node"]["lines"]],
            )
            for each in found
        ]

    async def delivery(self, index: int = 0) -> Any:
        return (await self.read())["deliveries"]["edges"][index]["node"]

    async def invoices(self) -> list[Any]:
        return [each["node"] for each in (await self.read())["invoices"]["edges"]]

    async def pick(self, *quantities: str, index: int = 0) -> Any:
        return await self._move(PICK, index, quantities)

    async def ship(self, *quantities: str, index: int = 0) -> Any:
        return await self._move(SHIP, index, quantities)

    async def bill(self) -> Any:
        return await self.erp.call(BILL, id=self.id, key=self._key())

    async def pay(self, invoice: dict[str, Any], amount: str) -> Any:
        return await self.erp.call(PAY, id=invoice["id"], amount=amount, key=self._key())

    def _key(self) -> str:
        self.calls += 1
        return f"{self.number}-{self.calls}"

    async def _move(self, mutation: str, index: int, quantities: tuple[str, ...]) -> Any:
        delivery = await self.delivery(index)
        lines = [
            {"salesOrderLineId": line["salesOrderLineId"], "quantity": quantity}
            for line, quantity in zip(delivery["lines"], quantities, strict=False)
        ]
        return await self.erp.call(mutation, id=delivery["id"], lines=lines, key=self._key())


async def placed(erp: Erp, wanted: dict[str, Any]) -> Staff:
    return Staff(erp, (await erp.place(wanted))["salesOrder"])
