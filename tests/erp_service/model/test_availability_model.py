"""Random histories of orders, changes, shipments and receipts against a simple model.

Nothing is promised twice, nobody is promised what the model does not have, everything that the
model has can be promised, and every reservation belongs to an order.
"""

import asyncio
import os
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from random import SystemRandom
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from erp_service.service import open_service
from tests.databases.kinds import Databases
from tests.erp_service.conftest import HOLD, RELEASE, SIMULATE, Erp, accepted, order
from tests.erp_service.model.world import Shelf, business, shift

PARTS = 5
DAYS = [date(2026, 3, day) for day in (3, 5, 6, 10, 17, 24)]
QUANTITIES = st.integers(1, 60).map(str)
SKUS = st.sampled_from(["PUMP-100", "FILT-3"])
LINES = "lines { id sku requestedDeliveryDate orderedQuantity confirmedQuantity reservedQuantity pickedQuantity shippedQuantity openQuantity scheduleLines { shipDate confirmedQuantity shippedQuantity basis } }"
ORDER = f"{{ id number status revision {LINES} deliveries {{ edges {{ node {{ id state lines {{ salesOrderLineId quantity }} }} }} }} }}"
READ = f"query($reference: ID!) {{ salesOrderByExternalReference(externalReference: $reference) {ORDER} }}"
CREATE = "mutation($input: ErpSalesOrderInput!) { createSalesOrder(input: $input) { salesOrder { id } userErrors { code } } }"
CHANGE = "mutation($input: ErpSalesOrderChangeInput!) { changeSalesOrder(input: $input) { userErrors { code message path } } }"
CANCEL = """mutation($reference: ID!, $revision: Int!, $request: ID!, $lines: [ErpCancelLineInput!]) {
  cancelSalesOrder(externalReference: $reference, expectedRevision: $revision, requestId: $request, lines: $lines, reason: "x") { userErrors { code message } } }"""
SHIP = """mutation($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {
  postShipment(deliveryId: $id, lines: $lines, idempotencyKey: $key) { userErrors { code message } } }"""
PLAN = """mutation($input: PlannedReceiptInput!, $key: String!) { planReceipt(input: $input, idempotencyKey: $key) { userErrors { code } } }"""
POST = """mutation($sku: ID!, $quantity: Decimal!, $id: ID!, $key: String!) {
  postGoodsReceipt(sku: $sku, warehouse: "BER", quantity: $quantity, receiptId: $id, idempotencyKey: $key) { userErrors { code } } }"""
RAISE = 'mutation { setCreditLimit(customerId: "cus_k2", reason: "test") { userErrors { code } } }'
STOCK = "... on Product { item { stock { onHand reserved receipts { date quantity source } } } }"


class Availability(RuleBasedStateMachine):
    """One ERP over its own database, and shelves that count along."""

    folder: Path
    loaded: Path
    databases: Databases
    runs = count()

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        number = next(self.runs)
        self.clock, path = self.folder / f"clock-{number}", self.folder / f"{number}.db"
        self.today = date(2026, 3, 2)
        self.clock.write_text("2026-03-02T09:00:00+01:00")
        os.environ["UNISONO_CLOCK"] = str(self.clock)
        self.numbers = count(1)
        self.erp = self.run(self._connect(self.databases.copy(self.loaded, path)))
        self.run(self.erp.call(RAISE))
        self.orders: list[str] = []
        self.ids: list[str] = []
        self.holds: list[tuple[str, str]] = []
        self.shelves = {sku: self._shelf(sku) for sku in ("PUMP-100", "FILT-3")}
        # A receipt that fails may leave holds uncovered, and goods that left early are gone.
        self.has_shipped = self.is_strained = False

    async def _connect(self, url: str) -> Erp:
        app = await open_service(url, None)
        self.lifespan = app.router.lifespan_context(app)
        await self.lifespan.__aenter__()
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://erp")
        return Erp(client, self.clock, url)

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def _shelf(self, sku: str) -> Shelf:
        (found,) = self._stock(sku)
        receipts = {
            each["source"]: (date.fromisoformat(each["date"]), Decimal(each["quantity"]))
            for each in found["receipts"]
        }
        shelf = Shelf(Decimal(found["onHand"]), receipts)
        planted = {"PUMP-100": (date(2026, 3, 10), "10"), "FILT-3": (date(2026, 3, 20), "80")}
        day, quantity = planted[sku]
        shelf.keep("planted", [(day, Decimal(quantity))])
        return shelf

    def _stock(self, *skus: str) -> list[Any]:
        keys = [{"__typename": "Product", "sku": sku} for sku in skus]
        found = self.run(self.erp.entities(STOCK, *keys))
        return [each["item"]["stock"][0] for each in found]

    def _simulate(self, wanted: dict[str, Any]) -> Any:
        return self.run(self.erp.call(SIMULATE, input=wanted))

    def _read(self, reference: str) -> Any:
        return self.run(self.erp.call(READ, reference=reference))

    def _read_all(self) -> list[Any]:
        keys = [{"__typename": "SalesOrder", "id": each} for each in getattr(self, "ids", ())]
        return self.run(self.erp.entities(f"... on SalesOrder {ORDER}", *keys)) if keys else []

    def _count_along(self, found: Any) -> None:
        """Take over what the ERP promised; the invariants judge it."""
        for line in found["lines"]:
            parts = [
                (
                    date.fromisoformat(each["shipDate"]),
                    Decimal(each["confirmedQuantity"]) - Decimal(each["shippedQuantity"]),
                )
                for each in line["scheduleLines"]
                if each["basis"] != "LEAD_TIME"
            ]
            assert sum(quantity for _, quantity in parts) == Decimal(line["reservedQuantity"])
            self.shelves[line["sku"]].keep(line["id"], parts)

    def _wanted(self, sku: str, quantity: str, day: date, reference: str) -> dict[str, Any]:
        wanted = business(max(day, shift(self.today, 1))).isoformat()
        return order((sku, quantity), externalReference=reference, requestedDeliveryDate=wanted)

    @rule(sku=SKUS, quantity=QUANTITIES, day=st.sampled_from(DAYS))
    def place(self, sku: str, quantity: str, day: date) -> None:
        reference = f"ord_{next(self.numbers)}"
        wanted = self._wanted(sku, quantity, day, reference)
        (line,) = self._simulate(wanted)["lines"]
        ship = shift(date.fromisoformat(wanted["requestedDeliveryDate"]), -1)
        expected = self.shelves[sku].available(ship, self.today)
        assert Decimal(line["availableOnRequestedDate"]) == (
            Decimal(quantity) if expected is None else expected
        )
        lines = [{**wanted["lines"][0], "acceptedSchedule": accepted(line["confirmed"])}]
        done = self.run(self.erp.call(CREATE, input={**wanted, "lines": lines}))
        assert done["userErrors"] == []
        self.orders.append(reference)
        self.ids.append(done["salesOrder"]["id"])
        self._count_along(self._read(reference))

    @rule(sku=SKUS, quantity=QUANTITIES, day=st.sampled_from(DAYS))
    def hold(self, sku: str, quantity: str, day: date) -> None:
        name = f"hld_{next(self.numbers)}"
        wanted = self._wanted(sku, quantity, day, name)
        (line,) = self._simulate(wanted)["lines"]
        lines = [{**wanted["lines"][0], "acceptedSchedule": accepted(line["confirmed"])}]
        asked = {"input": {**wanted, "lines": lines}, "holdId": name, "requestId": name}
        assert self.run(self.erp.call(HOLD, **asked))["userErrors"] == []
        parts = [
            (date.fromisoformat(each["shipDate"]), Decimal(each["quantity"]))
            for each in line["confirmed"]
            if each["basis"] != "LEAD_TIME"
        ]
        self.holds.append((name, sku))
        self.shelves[sku].keep(name, parts)

    @precondition(lambda self: self.holds)
    @rule()
    def release(self) -> None:
        name, sku = self.holds.pop()
        self.run(self.erp.call(RELEASE, holdId=name, requestId=f"{name}-end"))
        self.shelves[sku].keep(name, [])

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), quantity=QUANTITIES)
    def change(self, data: st.DataObject, quantity: str) -> None:
        reference = data.draw(st.sampled_from(self.orders))
        found = self._read(reference)
        (line,) = found["lines"]
        present, picked = Decimal(line["openQuantity"]), Decimal(line["pickedQuantity"])
        present += Decimal(line["shippedQuantity"])
        shelf, wanted = self.shelves[line["sku"]], Decimal(quantity)
        ship = shift(date.fromisoformat(line["requestedDeliveryDate"]), -1)
        free = shelf.available(ship, self.today) if ship >= self.today else Decimal(0)
        is_possible = wanted >= picked and (free is None or wanted - present <= max(free, 0))
        is_live = line["openQuantity"] != "0"
        changed = {"lineId": line["id"], "sku": line["sku"], "quantity": quantity}
        revision = {"expectedRevision": found["revision"], "newRevision": found["revision"] + 1}
        request = {"externalReference": reference, "requestId": f"chg_{next(self.numbers)}"}
        asked = {**request, **revision, "lines": [changed]}
        refused = self.run(self.erp.call(CHANGE, input=asked))["userErrors"]
        if wanted != present:
            assert (refused == []) == (is_possible and is_live), (refused, line, free)
        self._count_along(self._read(reference))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(self.orders))
        found = self._read(reference)
        (line,) = found["lines"]
        rest = Decimal(line["openQuantity"])
        part = data.draw(st.integers(1, max(1, int(rest))).map(str) | st.none())
        lines = None if part is None else [{"lineId": line["id"], "quantity": part}]
        asked = {"reference": reference, "revision": found["revision"], "lines": lines}
        request = f"can_{next(self.numbers)}"
        refused = self.run(self.erp.call(CANCEL, request=request, **asked))["userErrors"]
        assert (refused == []) == (rest > 0 or found["status"] == "CANCELLED"), refused
        self._count_along(self._read(reference))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        reference = data.draw(st.sampled_from(self.orders))
        found = self._read(reference)
        planned = [
            each["node"]
            for each in found["deliveries"]["edges"]
            if each["node"]["state"] == "PLANNED"
        ]
        if not planned:
            return
        delivery, sku = planned[0], found["lines"][0]["sku"]
        (line,) = delivery["lines"]
        quantity = data.draw(st.integers(1, int(line["quantity"])).map(str))
        lines = [{**line, "quantity": quantity}]
        asked = {"id": delivery["id"], "lines": lines, "key": f"shp_{next(self.numbers)}"}
        refused = self.run(self.erp.call(SHIP, **asked))["userErrors"]
        shelf = self.shelves[sku]
        if refused == []:
            shelf.on_hand -= Decimal(quantity)
            self.has_shipped = True
        else:
            assert [each["code"] for each in refused] == ["INSUFFICIENT_AVAILABILITY"]
        self._count_along(self._read(reference))

    @rule(sku=SKUS, quantity=QUANTITIES)
    def receive(self, sku: str, quantity: str) -> None:
        name = f"rcp_{next(self.numbers)}"
        self.run(self.erp.call(POST, sku=sku, quantity=quantity, id=name, key=name))
        self.shelves[sku].on_hand += Decimal(quantity)
        self._recount()

    @rule(sku=SKUS, quantity=st.integers(0, 60).map(str), day=st.sampled_from(DAYS), data=st.data())
    def move(self, sku: str, quantity: str, day: date, data: st.DataObject) -> None:
        shelf = self.shelves[sku]
        source = data.draw(st.sampled_from([*shelf.receipts, f"rcp_{next(self.numbers)}"]))
        planned = {"receiptId": source, "sku": sku, "warehouse": "BER", "confirmed": True}
        wanted = {**planned, "date": day.isoformat(), "quantity": quantity}
        key = f"pln_{next(self.numbers)}"
        self.run(self.erp.call(PLAN, input=wanted, key=key))
        shelf.receipts.pop(source, None)
        self.is_strained |= self.has_shipped or bool(self.holds)
        if Decimal(quantity) > 0:
            shelf.receipts[source] = (day, Decimal(quantity))
        self._recount()

    def _recount(self) -> None:
        for found in self._read_all():
            self._count_along(found)

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        for name, sku in self.holds:
            self.shelves[sku].keep(name, [])
        self.holds.clear()
        self.today = shift(self.today, days)
        self.clock.write_text(f"{self.today}T09:00:00+01:00")

    @invariant()
    def what_is_reserved_is_what_was_promised(self) -> None:
        shelves = getattr(self, "shelves", None) or {}
        for found, shelf in zip(self._stock(*shelves), shelves.values(), strict=True):
            assert Decimal(found["onHand"]) == shelf.on_hand >= 0
            assert Decimal(found["reserved"]) == sum(each.quantity for each in shelf.kept)

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        for shelf in getattr(self, "shelves", {}).values():
            days = [each.ship for each in shelf.kept]
            assert self.is_strained or all(shelf.left_on(day) >= 0 for day in days)

    @invariant()
    def every_line_is_promised_in_full_and_in_bounds(self) -> None:
        for found in self._read_all():
            (line,) = found["lines"]
            shipped, picked = Decimal(line["shippedQuantity"]), Decimal(line["pickedQuantity"])
            net = Decimal(line["openQuantity"]) + shipped
            assert Decimal(0) <= shipped <= picked <= net
            assert Decimal(line["confirmedQuantity"]) == net

    def teardown(self) -> None:
        if hasattr(self, "erp"):
            self.run(self.erp.client.aclose())
            self.run(self.lifespan.__aexit__(None, None, None))
            self.databases.drop_below(self.folder)
            self.loop.close()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_random_histories_keep_the_model(
    part: int,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    loaded: Path,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
):
    is_full = request.config.getoption("--full")
    if part and not is_full:
        pytest.skip("further parts go with --full")
    monkeypatch.setenv("UNISONO_CLOCK", "")
    machine = type(
        "Machine", (Availability,), {"folder": tmp_path, "loaded": loaded, "databases": databases}
    )
    # Parts that drew the same histories would be one.
    drawn = part if "CI" in os.environ else SystemRandom().randrange(2**32)
    run_state_machine_as_test(
        seed(drawn)(machine),
        settings=settings(
            max_examples=1000 // PARTS if is_full else 15,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
