"""What tests ask the process and the systems, and the story's request."""

import asyncio
from typing import Any

from tests.gateway.orders.world import World
from tests.patience import PATIENCE_SECONDS

ASK_AGAIN_SECONDS = 1.0  # what StillProcessing wants
PLACE = """
mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) {
  outcome replayed order { ...Order } decision { ...Decision }
  userErrors {
    __typename code message path
    ... on IdempotencyKeyReused { originalOrderId }
    ... on AvailabilityLost { check { ...Check } }
    ... on PriceDeviated { actualGrossTotal { amount } }
    ... on PartnerReferenceUsed { order { id } }
    ... on DuplicateCustomerFound { blocking customerIds customers { id } matches { matchedOn score } }
  }
} }
fragment Order on Order {
  id number status revision customerId holdReasons confirmedDeliveryDate
  netTotal { amount } grossTotal { amount } quote { id } salesOrder { id }
  lines { sku requestedQuantity confirmedQuantity promises { deliveryDate quantity basis } }
  sync { state attempts crm { available lastError } erp { available lastError } }
}
fragment Decision on OrderDecision { id expiresAt check { ...Check } }
fragment Check on OrderCheck {
  outcome netTotal { amount } grossTotal { amount } taxes { amount { amount } }
  terms { customerClass paymentTerms prepaymentDue { amount } creditLimit { amount } }
  lines {
    availableOnRequestedDate shortfall netAmount { amount }
    proposals { id kind sku quantity heldUntil orderGrossTotal { amount } deliveries { deliveryDate quantity basis } }
  }
}
"""
DECIDE = """
mutation Decide($input: DecideOrderInput!) { decideOrder(input: $input) {
  outcome order { ...Order } userErrors { __typename code message path } } }
""" + PLACE[PLACE.index("fragment Order") : PLACE.index("fragment Decision")]
SALES_ORDER = """
query Q($id: ID!) { salesOrder(id: $id) {
  number revision status creditStatus prepaymentDue { amount } grossTotal { amount }
  lines { sku orderedQuantity reservedQuantity discountAmount { amount } netAmount { amount }
          scheduleLines { deliveryDate shipDate confirmedQuantity } }
} }
"""
QUOTE = """
query Q($id: ID!) { quote(id: $id) {
  revision state orderId grossTotal { amount } netTotal { amount } taxTotal { amount }
  customer { id lifecycle displayName } lines { product { sku } quantity netAmount { amount } } } }
"""
FIND_HUBER = """
query { findDuplicateCustomers(probe: {taxId: "DE123456789"}) { customer { id lifecycle } } }
"""
HUBER = {
    "kind": "COMPANY",
    "legalName": "Huber Anlagenbau GmbH",
    "taxId": "DE123456789",
    "email": "einkauf@huber.example",
    "phone": "089 123456",
    "street": "Ringstr.",
    "houseNumber": "5",
    "postalCode": "80331",
    "city": "München",
    "country": "DE",
}
STORY = {
    "idempotencyKey": "call-7781-1",
    "requestedDeliveryDate": "2026-03-06",
    "deliveryPolicy": "SPLIT",
    "onShortfall": "ASK",
    "customer": {"new": HUBER},
    "lines": [{"sku": "PUMP-100", "quantity": "60"}, {"sku": "VALVE-20", "quantity": "100"}],
}


async def place(world: World, **wanted: Any) -> Any:
    return (await world.ask(PLACE, input=wanted))["placeOrder"]


async def place_until_answered(world: World, **wanted: Any) -> Any:
    """As a patient client: where the first answer is QUEUED, the same key brings the last one."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if not is_under_way(payload := await place(world, **wanted)):
                return payload
            await asyncio.sleep(ASK_AGAIN_SECONDS)


def is_under_way(payload: Any) -> bool:
    """Whether a request is kept and has no answer of its own yet, as many at once may be."""
    codes = [error["code"] for error in payload["userErrors"]]
    return payload["outcome"] == "QUEUED" or codes == ["IDEMPOTENCY_IN_PROGRESS"]


def days(proposal: Any) -> list[tuple[str, str]]:
    return [(item["deliveryDate"], item["quantity"]) for item in proposal["deliveries"]]


async def accept(world: World, placed: Any, *kinds: str, key: str = "decision-1") -> Any:
    proposals = [p for line in placed["decision"]["check"]["lines"] for p in line["proposals"]]
    chosen = [item["id"] for item in proposals if item["kind"] in kinds]
    wanted = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": placed["order"]["revision"],
        "acceptedProposalIds": chosen,
        "idempotencyKey": key,
    }
    return (await world.ask(DECIDE, input=wanted))["decideOrder"]
