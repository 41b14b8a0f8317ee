"""Random lives of orders: after every step all three systems say what a simple model says.

Systems are out of reach for a while, the process dies and comes back, and warehouse and clients go
on meanwhile. What was accepted is carried out once everything is back; what the model refuses is
refused, and changes nothing.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path
from random import SystemRandom
from typing import Any

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

from tests.databases.kinds import Databases
from tests.gateway.orders.model.life import Life
from tests.gateway.orders.operations import DECIDE, PLACE
from tests.gateway.orders.test_amending import AMEND
from tests.gateway.orders.test_cancelling import CANCEL
from tests.gateway.orders.world import JSON, MONDAY_MORNING, k2, open_world, set_clock
from tests.patience import PATIENCE_SECONDS

PARTS = 4

PLENTY, SHORT = "SEAL-5", "PUMP-100"
# More than there will be on the wanted day, whatever else was ordered.
TOO_MANY = 200
QUANTITIES = st.integers(1, 30)
ANY = st.integers(0, 100)
NO_LIMIT = (
    'mutation { setCreditLimit(customerId: "cus_k2", reason: "test") { userErrors { code } } }'
)
LOOK = """query L($id: ID!) { order(id: $id) {
  status revision sync { state } quote { id } lines { id requestedQuantity cancelledQuantity }
  pendingDecision { id check { lines { proposals { id quantity } } } }
} }"""
QUOTE = "query Q($id: ID!) { quote(id: $id) { revision state lines { quantity } } }"
SALES_ORDER = """query S($reference: ID!) {
  salesOrderByExternalReference(externalReference: $reference) {
    revision status lines { orderedQuantity cancelledQuantity shippedQuantity reservedQuantity }
    deliveries { edges { node { id state lines { salesOrderLineId quantity } } } }
} }"""
SHIP = """mutation($id: ID!, $lines: [ShipmentLineInput!]!, $key: String!) {
  postShipment(deliveryId: $id, lines: $lines, idempotencyKey: $key) { userErrors { code } } }"""
OPERATIONS = {
    "placeOrder": PLACE,
    "decideOrder": DECIDE,
    "amendOrder": AMEND,
    "cancelOrder": CANCEL,
}
Told = dict[str, tuple[Any, ...]]
Step = Callable[[Life], Life | str]


class OrderLife(RuleBasedStateMachine):
    """World W, and what the model knows of each order.

    ``waiting`` is accepted and not done, ``lagging`` is done in the ERP and not told to the CRM: one
    thing at a time happens to an order.
    """

    folder: Path
    made: Path
    databases: Databases
    runs = count()

    @initialize()
    def open(self) -> None:
        self.loop = asyncio.new_event_loop()
        here = self.folder / str(next(self.runs))
        here.mkdir()
        set_clock(here / "clock", MONDAY_MORNING)
        os.environ["UNISONO_CLOCK"] = str(here / "clock")
        for name in ("crm.db", "erp.db"):
            self.databases.copy(self.made / name, here / name)
        self.opened = AsyncExitStack()
        self.world = self.run(self.opened.enter_async_context(open_world(here, self.databases)))
        self.run(self.world.ask_system(self.world.erp, NO_LIMIT))
        self.run(self.world.process.start())
        self.keys = count(1)
        self.lives: dict[str, Life] = {}
        self.waiting: dict[str, Step] = {}
        self.lagging: set[str] = set()
        self.last: tuple[str, JSON] | None = None

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    @property
    def is_whole(self) -> bool:
        return not (self.world.crm.is_cut or self.world.erp.is_cut)

    @rule(quantity=QUANTITIES)
    def place(self, quantity: int) -> None:
        self._place(Life(PLENTY, "AGREED", quantity))

    @rule()
    def place_more_than_there_will_be(self) -> None:
        self._place(Life(SHORT, "OFFERED", TOO_MANY))

    @precondition(lambda self: self.is_whole)
    @rule(which=ANY, choice=ANY, is_abandoned=st.booleans())
    def decide(self, which: int, choice: int, *, is_abandoned: bool) -> None:
        order_id = self._pick(which, stage="OFFERED")
        if order_id is None:
            return
        decision = self._look(order_id)["pendingDecision"]
        offered = decision["check"]["lines"][0]["proposals"]
        chosen = offered[choice % len(offered)]
        wanted = {"decisionId": decision["id"], "abandon": is_abandoned}
        wanted["acceptedProposalIds"] = [] if is_abandoned else [chosen["id"]]
        quantity = int(Decimal(chosen["quantity"]))
        step = Life.abandoned if is_abandoned else lambda life: life.decided(quantity)
        self._change("decideOrder", order_id, step, **wanted)

    @rule(which=ANY, quantity=QUANTITIES)
    def amend(self, which: int, quantity: int) -> None:
        order_id = self._pick(which, stage="AGREED", sku=PLENTY)
        if order_id is not None:
            wanted = {"setQuantities": self._of_line(order_id, quantity), "reason": "he called"}
            step = partial(Life.amended, net=quantity)
            self._change("amendOrder", order_id, step, **wanted, onShortfall="REJECT")

    @rule(which=ANY)
    def cancel(self, which: int) -> None:
        order_id = self._pick(which)
        if order_id is not None:
            self._change("cancelOrder", order_id, Life.cancelled_all, reason="no need")

    @rule(which=ANY, quantity=QUANTITIES)
    def cancel_a_part(self, which: int, quantity: int) -> None:
        order_id = self._pick(which, stage="AGREED")
        if order_id is not None and quantity < self.lives[order_id].net:
            step = partial(Life.cancelled_part, quantity=quantity)
            lines = self._of_line(order_id, quantity)
            self._change("cancelOrder", order_id, step, lines=lines, reason="too many")

    @rule(which=ANY)
    def cancel_what_another_has_changed(self, which: int) -> None:
        order_id = self._pick(which, stage="AGREED")
        if order_id is not None:
            revision = self.lives[order_id].revision - 1
            wanted = {"expectedRevision": revision, "reason": "no need"}
            self._change("cancelOrder", order_id, lambda _: "REVISION_CONFLICT", **wanted)

    @rule(which=ANY, quantity=QUANTITIES)
    def ship(self, which: int, quantity: int) -> None:
        """The warehouse goes on, whether or not the process can reach the ERP."""
        orders = [each for each in self.lives if self.lives[each].sku == PLENTY]
        planned = self._planned(orders[which % len(orders)]) if orders else None
        if planned is None:
            return
        (line,) = planned["lines"]
        sent = min(quantity, int(Decimal(line["quantity"])))
        asked = {"id": planned["id"], "key": self._key()}
        asked["lines"] = [{**line, "quantity": str(sent)}]
        answer = self.run(self.world.ask_system(self.world.erp, SHIP, **asked))
        assert answer["postShipment"]["userErrors"] == []
        order_id = orders[which % len(orders)]
        self.lives[order_id] = self.lives[order_id].sent(sent)

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_the_last_request_again(self) -> None:
        """Under the same key nothing happens a second time."""
        assert self.last is not None
        self._ask(*self.last)

    @precondition(lambda self: self.is_whole)
    @rule(name=st.sampled_from(["crm", "erp"]))
    def cut(self, name: str) -> None:
        getattr(self.world, name).is_cut = True

    @precondition(lambda self: not self.is_whole)
    @rule()
    def restore(self) -> None:
        self.world.crm.is_cut = self.world.erp.is_cut = False

    @rule()
    def restart(self) -> None:
        """What is under way is taken up by the next process."""
        self._close()
        self.run(self.world.open_process())
        self.run(self.world.process.start())

    @invariant()
    def all_three_say_what_the_model_says(self) -> None:
        if not hasattr(self, "lives") or not self.is_whole:
            return
        for order_id, step in self.waiting.items():
            self._follow(order_id, step)
        self.waiting.clear()
        self.lagging.clear()
        for order_id, life in self.lives.items():
            expected = told_by(life)
            found = self.run(self._settled(order_id, expected))
            assert found == expected, (order_id, life)

    def teardown(self) -> None:
        if hasattr(self, "lives"):
            self.world.crm.is_cut = self.world.erp.is_cut = False
            self._close()
            self.run(self.opened.aclose())
            self.databases.drop_below(self.folder)
            self.loop.close()

    def _close(self) -> None:
        # DBOS makes its threads the loop's, and leaves it none; a real process ends here.
        self.loop.set_default_executor(ThreadPoolExecutor(2))
        self.run(self.world.process.close())

    def _place(self, life: Life) -> None:
        wanted = k2(life.sku, str(life.ordered), self._key())
        answer = self._ask("placeOrder", wanted)
        assert answer["userErrors"] == []
        order_id = answer["order"]["id"]
        self.lives[order_id], self.last = life, ("placeOrder", wanted)
        if answer["order"]["status"] != life.status:
            self.waiting[order_id] = lambda same: same

    def _change(self, name: str, order_id: str, step: Step, **wanted: Any) -> None:
        life = self.lives[order_id]
        wanted = {"orderId": order_id, "expectedRevision": life.revision, **wanted}
        wanted["idempotencyKey"] = self._key()
        errors = [error["code"] for error in self._ask(name, wanted)["userErrors"]]
        if errors == ["SYSTEM_UNAVAILABLE"]:
            self.waiting[order_id], self.last = step, (name, wanted)
            return
        following = step(life)
        assert errors == ([following] if isinstance(following, str) else []), life
        if not errors:
            self.last = name, wanted
            self.lagging.add(order_id)
        self._follow(order_id, step)

    def _follow(self, order_id: str, step: Step) -> None:
        following = step(self.lives[order_id])
        if isinstance(following, Life):
            self.lives[order_id] = following

    def _key(self) -> str:
        return f"life-{next(self.keys):06}"

    def _ask(self, name: str, wanted: JSON) -> Any:
        return self.run(self.world.ask(OPERATIONS[name], input=wanted))[name]

    def _look(self, order_id: str) -> Any:
        return self.run(self.world.ask(LOOK, id=order_id))["order"]

    def _of_line(self, order_id: str, quantity: int) -> list[JSON]:
        return [{"lineId": self._look(order_id)["lines"][0]["id"], "quantity": str(quantity)}]

    def _pick(self, which: int, **facts: str) -> str | None:
        """An order of these facts to which nothing is happening."""
        busy = self.lagging | set(self.waiting)
        found = [
            order_id
            for order_id, life in self.lives.items()
            if order_id not in busy
            and all(getattr(life, name) == value for name, value in facts.items())
        ]
        return found[which % len(found)] if found else None

    def _planned(self, order_id: str) -> Any:
        answer = self.run(self.world.ask_system(self.world.erp, SALES_ORDER, reference=order_id))
        sales_order = answer["salesOrderByExternalReference"]
        edges = sales_order["deliveries"]["edges"] if sales_order else []
        planned = [edge["node"] for edge in edges if edge["node"]["state"] == "PLANNED"]
        return planned[0] if planned else None

    async def _settled(self, order_id: str, expected: Told) -> Told:
        """What all three say as soon as it is as expected; else after a while."""
        orders, deadline = self.world.process._parts.orders, self.loop.time() + PATIENCE_SECONDS
        while True:
            changed = asyncio.ensure_future(orders.changed())
            await asyncio.sleep(0)
            found = await self._told(order_id)
            if found == expected or self.loop.time() > deadline:
                changed.cancel()
                return found
            await asyncio.wait({changed}, timeout=0.5)
            changed.cancel()

    async def _told(self, order_id: str) -> Told:
        order = (await self.world.ask(LOOK, id=order_id))["order"]
        found: Told = {"process": (order["status"], order["revision"], order["sync"]["state"])}
        if order["quote"] is not None:
            asked = self.world.ask_system(self.world.crm, QUOTE, id=order["quote"]["id"])
            quote = (await asked)["quote"]
            found["crm"] = (quote["state"], quote["revision"], quote["lines"][0]["quantity"])
        asked = self.world.ask_system(self.world.erp, SALES_ORDER, reference=order_id)
        sales_order = (await asked)["salesOrderByExternalReference"]
        if sales_order is not None:
            (line,) = sales_order["lines"]
            quantities = (line[f"{name}Quantity"] for name in ("ordered", "cancelled", "shipped"))
            found["erp"] = (sales_order["status"], sales_order["revision"], *quantities)
        return found


def told_by(life: Life) -> Told:
    """What the three should say of an order."""
    found: Told = {
        "process": (life.status, life.revision, "IN_SYNC"),
        "crm": (life.quote_state, life.revision, str(life.quoted)),
    }
    if life.is_in_erp:
        quantities = (str(life.ordered), str(life.cancelled), str(life.shipped))
        found["erp"] = (life.status, life.revision, *quantities)
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_random_lives_keep_the_model(
    part: int,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    world_w: Path,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
):
    is_full = request.config.getoption("--full")
    if part and not is_full:
        pytest.skip("further parts go with --full")
    monkeypatch.setenv("UNISONO_CLOCK", "")
    facts = {"folder": tmp_path, "made": world_w, "databases": databases}
    machine = type("Machine", (OrderLife,), facts)
    # Parts that drew the same lives would be one.
    drawn = part if "CI" in os.environ else SystemRandom().randrange(2**32)
    run_state_machine_as_test(
        seed(drawn)(machine),
        settings=settings(
            max_examples=200 // PARTS if is_full else 8,
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
