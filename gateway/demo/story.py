"""The call-center story in seven steps and two writes, told while it happens.

An unknown company calls, orders more pumps than there are, agrees a change, and is served: the
agent types once, and both systems have it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.decimals import show_quantity
from chassis.errors import InputError
from gateway.demo import narration
from gateway.demo.caller import Caller
from gateway.demo.days import ZONE, business_day
from gateway.demo.operations import CALLER, CATALOGUE, DECIDE, PLACE, UNIFIED
from gateway.endpoint import JSON, Endpoint

PUMP, VALVE = "PUMP-100", "VALVE-20"
PUMPS, VALVES = Decimal(60), Decimal(100)
SHORTAGE = Decimal(30)
BUSINESS_DAYS_AHEAD = 4
# What the agent suggests first; LATER is always among the proposals.
PREFERRED = ("REDUCED_QUANTITY", "SPLIT", "LATER")


@dataclass(frozen=True, slots=True)
class Story:
    """One call.

    Attributes:
        say: prints one line.
    """

    gateway: Endpoint
    caller: Caller
    say: Callable[[str], None]

    async def play(self) -> JSON:
        """Play all seven steps; gives the unified order.

        Raises:
            InputError: a program does not answer, or the story takes a turn it does not know.
        """
        await self._identify()
        day = business_day(BUSINESS_DAYS_AHEAD)
        pumps = await self._browse(day)
        placed = await self._place(day, pumps)
        lines = placed["decision"]["check"]["lines"]
        self._show_proposals(lines)
        agreed = self._agree(lines)
        await self._decide(placed, agreed)
        return await self._unified(placed["order"]["id"])

    async def _identify(self) -> None:
        self.say(narration.step(1, f"The telephone rings: {self.caller.phone}. Who is calling?"))
        found = (await self.gateway.ask(CALLER, {"phone": self.caller.phone}))["identifyCaller"]
        if found["matches"]:
            raise InputError(f"{self.caller.phone} is known already; run the demo again")
        self._tell(f"nobody we know; he says: {self.caller.legal_name}")

    async def _browse(self, day: date) -> Decimal:
        title = f"The catalogue, with what the ERP can deliver on {day}"
        self.say(narration.step(2, title))
        wanted = {"on": day.isoformat(), "quantity": show_quantity(PUMPS)}
        answer = await self.gateway.ask(CATALOGUE, wanted)
        edges = [*answer["pumps"]["edges"], *answer["valves"]["edges"]]
        products = {edge["node"]["sku"]: edge["node"] for edge in edges}
        for sku in (PUMP, VALVE):
            if sku not in products or products[sku]["item"] is None:
                raise InputError(f"{sku} is not on sale here; start `unisono up` with demo data")
        self._tell(*narration.catalogue_rows(list(products.values())))
        available = products[PUMP]["item"]["availability"]["availableToPromise"]
        return max(PUMPS, Decimal(available) + SHORTAGE)

    async def _place(self, day: date, pumps: Decimal) -> JSON:
        quantity = show_quantity(pumps)
        title = f"First write: customer and order, {quantity} {PUMP} and {VALVES} {VALVE}"
        self.say(narration.step(3, title))
        wanted = {
            "idempotencyKey": f"{self.caller.call}-1",
            "customer": {"new": self.caller.as_new_customer()},
            "requestedDeliveryDate": day.isoformat(),
            "deliveryPolicy": "SPLIT",
            "onShortfall": "ASK",
            "lines": [
                {"sku": PUMP, "quantity": quantity},
                {"sku": VALVE, "quantity": show_quantity(VALVES)},
            ],
        }
        placed: JSON = (await self.gateway.ask(PLACE, {"input": wanted}))["placeOrder"]
        _require("placeOrder", placed)
        if placed["decision"] is None:
            raise InputError(f"placeOrder: {placed['outcome']}, no decision; see the order there")
        order, check = placed["order"], placed["decision"]["check"]
        self._tell(
            f"{placed['outcome']}: order {order['number']} is {order['status']}",
            narration.customer(order),
            *narration.terms(check),
            *map(narration.line_check, check["lines"]),
        )
        return placed

    def _show_proposals(self, lines: list[JSON]) -> None:
        self.say(narration.step(4, "What the ERP proposes instead"))
        for line in filter(narration.is_short, lines):
            self._tell(f"{line['sku']}:")
            self._tell(*(f"  {narration.proposal(each, ZONE)}" for each in line["proposals"]))

    def _agree(self, lines: list[JSON]) -> list[JSON]:
        self.say(narration.step(5, "Agent and customer agree on a change"))
        agreed = [_choose(line) for line in lines if narration.is_short(line)]
        self._tell(*(f"{each['sku']}, {narration.proposal(each, ZONE)}" for each in agreed))
        return agreed

    async def _decide(self, placed: JSON, agreed: list[JSON]) -> None:
        self.say(narration.step(6, "Second write: the change, into CRM and ERP at once"))
        wanted = {
            "orderId": placed["order"]["id"],
            "decisionId": placed["decision"]["id"],
            "expectedRevision": placed["order"]["revision"],
            "acceptedProposalIds": [each["id"] for each in agreed],
            "idempotencyKey": f"{self.caller.call}-2",
        }
        decided = (await self.gateway.ask(DECIDE, {"input": wanted}))["decideOrder"]
        _require("decideOrder", decided)
        order = decided["order"]
        self._tell(f"the order is {order['status']}, revision {order['revision']}")

    async def _unified(self, order_id: str) -> JSON:
        self.say(narration.step(7, "One query shows it all"))
        order: JSON = (await self.gateway.ask(UNIFIED, {"id": order_id}))["order"]
        self._tell(*narration.unified(order))
        return order

    def _tell(self, *lines: str) -> None:
        for line in lines:
            self.say(f"   {line}")


def _choose(line: JSON) -> JSON:
    by_kind: dict[str, JSON] = {each["kind"]: each for each in line["proposals"]}
    for kind in PREFERRED:
        if kind in by_kind:
            return by_kind[kind]
    raise InputError(f"{line['sku']}: no proposal that keeps the line; give the ERP some stock")


def _require(operation: str, payload: JSON) -> None:
    for error in payload["userErrors"]:
        raise InputError(
            f"{operation} was refused: {error['code']}: {error['message']}; run the demo again"
        )
