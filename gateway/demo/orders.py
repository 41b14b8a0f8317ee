"""The orders that a new demo starts with, placed through the order process itself.

Each carries its name (``demo-order-01``) as customer reference and idempotency key: placing them
again places only what is missing.
"""

from dataclasses import dataclass
from typing import Any

from chassis.errors import InputError
from gateway.demo.days import business_day
from gateway.demo.operations import DECIDE_DEMO_ORDER, DEMO_ORDERS, PLACE_DEMO_ORDER
from gateway.endpoint import Endpoint, http_client

JSON = dict[str, Any]
# A claim of an earlier start that carries on, or was made on another day with other dates.
_CLAIMED = frozenset({"IDEMPOTENCY_IN_PROGRESS", "IDEMPOTENCY_KEY_REUSED"})


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """What a customer of the demo data wants.

    Attributes:
        lines: SKU and quantity.
        days: business days from today to the wanted delivery.
    """

    customer_id: str
    lines: tuple[tuple[str, str], ...]
    days: int
    on_shortfall: str = "ACCEPT_SPLIT"
    is_abandoned: bool = False


ORDERS = (
    # Confirmed from stock; leaves 30 of the 40 pumps of the call-center story.
    DemoOrder("cus_nordlicht", (("PUMP-100", "10"), ("ELBOW-22", "100")), 6),
    DemoOrder("cus_isar", (("PUMP-150", "20"), ("FLANGE-40", "20"), ("SENS-T1", "40")), 5),
    # Abroad: no tax for a company with a tax id of another EU country.
    DemoOrder("cus_donau", (("PUMP-250", "4"), ("BOOK-1", "2")), 7),
    # On hold: this person pays before delivery.
    DemoOrder("cus_keller", (("FILT-3", "6"),), 5),
    # Six from stock, the rest later: two deliveries.
    DemoOrder("cus_rhein", (("SENS-F1", "10"),), 5),
    # Waits for a decision: three of five, or a substitute.
    DemoOrder("cus_spree", (("CTRL-7", "5"),), 5, on_shortfall="ASK"),
    # The customer wanted none of the proposals.
    DemoOrder("cus_main", (("LAMP-9", "20"),), 5, on_shortfall="ASK", is_abandoned=True),
    # In yen, which have no minor unit.
    DemoOrder("cus_sakura", (("BOLT-8", "500"), ("SENS-P1", "3")), 12),
)


async def place_demo_orders(url: str) -> None:
    """Place those of ``ORDERS`` that the gateway at ``url`` does not know yet.

    Does nothing where other data than the demo's was loaded.

    Raises:
        InputError: the gateway does not answer, or refuses an order.
    """
    async with http_client() as client:
        gateway = Endpoint("gateway", url, client)
        found = await gateway.ask(DEMO_ORDERS, {"customer": ORDERS[0].customer_id})
        if found["customer"] is None:
            return
        # The demo's orders come before all others, so the first page has them.
        nodes = [edge["node"] for edge in found["orders"]["edges"]]
        known = {node["customerReference"]: node for node in nodes}
        for number, order in enumerate(ORDERS, 1):
            name = f"demo-order-{number:02}"
            placed = known.get(name) or await _place(gateway, name, order)
            if order.is_abandoned and placed is not None and placed["pendingDecision"]:
                await _abandon(gateway, name, placed)


async def _place(gateway: Endpoint, name: str, order: DemoOrder) -> JSON | None:
    answer = await gateway.ask(PLACE_DEMO_ORDER, {"input": _request(name, order)})
    _require(name, answer["placeOrder"])
    placed: JSON | None = answer["placeOrder"]["order"]
    return placed


async def _abandon(gateway: Endpoint, name: str, placed: JSON) -> None:
    abandon = {
        "orderId": placed["id"],
        "decisionId": placed["pendingDecision"]["id"],
        "expectedRevision": placed["revision"],
        "acceptedProposalIds": [],
        "abandon": True,
        "idempotencyKey": f"{name}-decision",
    }
    answer = await gateway.ask(DECIDE_DEMO_ORDER, {"input": abandon})
    _require(name, answer["decideOrder"])


def _request(name: str, order: DemoOrder) -> JSON:
    return {
        "idempotencyKey": name,
        "customer": {"id": order.customer_id},
        "customerReference": name,
        "requestedDeliveryDate": business_day(order.days).isoformat(),
        "onShortfall": order.on_shortfall,
        "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in order.lines],
    }


def _require(name: str, payload: JSON) -> None:
    errors = [error for error in payload["userErrors"] if error["code"] not in _CLAIMED]
    if errors:
        raise InputError(
            f"{name}: the gateway refused it: {errors[0]['code']}: {errors[0]['message']}; "
            "start with an empty data folder"
        )
