"""Clients of the gateway that place, decide, amend and cancel, and never give up a request.

A client draws what it does from its seed. A request whose answer is lost, or is no definite one, is
sent again under the same key, as a client has to. What was acknowledged is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

import httpx

JSON = dict[str, Any]
# Longer than a stall, so that a stalled request is answered; a lost one is asked for anew.
ANSWER_SECONDS = 8.0
# Tries and not seconds: a machine that stands still for a while makes nobody impatient. Where nobody
# listens they are over soon, and a busy machine takes minutes to start a process.
MOST_TRIES = 2000
ASK_AGAIN_SECONDS = 0.25
ACTIONS = {"place": 5, "decide": 3, "amend": 3, "cancel": 2}
WARES = {"SEAL-5": 40, "VALVE-20": 12, "PUMP-100": 4, "LAMP-9": 3, "CTRL-7": 1, "FILT-3": 8}
ORDER = "order { id revision status lines { id requestedQuantity } }"
DECISION = "decision { id check { lines { shortfall proposals { id kind } } } }"
MUTATIONS = {
    name: f"mutation Send($input: {kind}!) {{ {name}(input: $input) "
    f"{{ {ORDER} {extra} userErrors {{ code message }} }} }}"
    for name, kind, extra in (
        ("placeOrder", "PlaceOrderInput", f"outcome {DECISION}"),
        ("decideOrder", "DecideOrderInput", "outcome"),
        ("amendOrder", "AmendOrderInput", "amendment { state toRevision }"),
        ("cancelOrder", "CancelOrderInput", "cancelledLines { lineId }"),
    )
}


@dataclass(frozen=True)
class Acknowledged:
    """A definite answer, and what was asked."""

    operation: str
    input: JSON
    payload: JSON

    @property
    def is_refused(self) -> bool:
        return bool(self.payload["userErrors"])


@dataclass
class Client:
    """One client; ``answered`` is called after each definite answer.

    Attributes:
        urls: of the gateways. As behind a balancer the next one is asked when one does not answer.
    """

    urls: tuple[str, ...]
    name: str
    random: Random
    answered: Callable[[], None]
    answers: list[Acknowledged] = field(default_factory=list)
    orders: dict[str, JSON] = field(default_factory=dict)
    decisions: dict[str, JSON] = field(default_factory=dict)
    _http: httpx.Client = field(init=False)
    _turns: Iterator[str] = field(init=False)
    _url: str = field(init=False)

    def __post_init__(self) -> None:
        self._turns = cycle(self.urls)
        self._url = next(self._turns)
        self._http = httpx.Client(timeout=ANSWER_SECONDS, trust_env=False)

    def act(self) -> None:
        """One action; with no order to act on, a placement."""
        kind = self.random.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        wares = self._wares()
        chosen = self.random.random()
        known = list(self.decisions if kind == "decide" else self.orders)
        if kind == "place" or not known:
            self._send("placeOrder", self._placement(wares, chosen))
            return
        order = self.orders[known[int(chosen * len(known))]]
        wanted = {"orderId": order["id"], "expectedRevision": order["revision"]}
        if kind == "cancel":
            self._send("cancelOrder", {**wanted, "reason": "he changed his mind"})
        else:
            (self._decide if kind == "decide" else self._amend)(order, wanted)

    def send_again(self, answer: Acknowledged) -> JSON:
        """The same request once more."""
        return self._ask(answer.operation, answer.input)

    def close(self) -> None:
        self._http.close()

    def _wares(self) -> list[JSON]:
        skus = self.random.sample(list(WARES), self.random.randint(1, 2))
        return [{"sku": sku, "quantity": str(self.random.randint(1, WARES[sku]))} for sku in skus]

    def _placement(self, wares: list[JSON], chosen: float) -> JSON:
        number = f"{self.name}-{len(self.answers)}"
        customer: JSON = {"id": "cus_k2" if chosen < 0.5 else "cus_p"}
        if chosen > 0.7:
            customer = {"new": {"kind": "COMPANY", "legalName": f"Neu {number} GmbH"}}
            customer["new"] |= {"street": "Weg", "houseNumber": "1", "postalCode": "10115"}
            customer["new"] |= {"city": "Berlin", "country": "DE"}
            customer["new"]["notDuplicateOf"] = []
        policy = self.random.choice(("ASK", "ASK", "ACCEPT_SPLIT", "REJECT"))
        away = self.random.choice(("QUEUE", "QUEUE", "QUEUE", "FAIL"))
        wanted = {"customer": customer, "lines": wares, "requestedDeliveryDate": "2026-03-06"}
        return {**wanted, "onShortfall": policy, "onErpUnavailable": away}

    def _decide(self, order: JSON, wanted: JSON) -> None:
        decision = self.decisions.pop(order["id"])
        wanted |= {"decisionId": decision["id"], "acceptedProposalIds": []}
        if self.random.random() < 0.2:
            self._send("decideOrder", {**wanted, "abandon": True})
            return
        for line in decision["check"]["lines"]:
            offered = [each for each in line["proposals"] if each["kind"] != "DROP_LINE"]
            if line["shortfall"] != "0" and offered:
                wanted["acceptedProposalIds"].append(self.random.choice(offered)["id"])
        self._send("decideOrder", wanted)

    def _amend(self, order: JSON, wanted: JSON) -> None:
        line = self.random.choice(order["lines"])
        quantity = {"lineId": line["id"], "quantity": str(self.random.randint(1, 15))}
        policy = self.random.choice(("ASK", "ACCEPT_SPLIT"))
        wanted |= {"setQuantities": [quantity], "reason": "he called", "onShortfall": policy}
        self._send("amendOrder", wanted)

    def _send(self, operation: str, wanted: JSON) -> None:
        wanted = {**wanted, "idempotencyKey": f"{self.name}-{len(self.answers):06}"}
        payload = self._ask(operation, wanted)
        self.answers.append(Acknowledged(operation, wanted, payload))
        self.answered()
        order = payload["order"]
        if order is None:
            return
        self.orders[order["id"]] = order
        if payload.get("decision") is not None:
            self.decisions[order["id"]] = payload["decision"]

    def _ask(self, operation: str, wanted: JSON) -> JSON:
        body = {"query": MUTATIONS[operation], "variables": {"input": wanted}}
        answer: JSON = {}
        for _ in range(MOST_TRIES):
            answer = self._answer(body)
            payload: JSON | None = (answer.get("data") or {}).get(operation)
            if payload is not None and "IDEMPOTENCY_IN_PROGRESS" not in codes(payload):
                return payload
            time.sleep(ASK_AGAIN_SECONDS)
        raise AssertionError(f"{wanted} has no definite answer: {answer}")

    def _answer(self, body: JSON) -> JSON:
        try:
            answer: JSON = self._http.post(f"{self._url}/graphql", json=body).json()
        except (httpx.TransportError, ValueError) as error:
            self._url = next(self._turns)
            return {"lost": repr(error)}
        return answer


def codes(payload: JSON) -> list[str]:
    return [error["code"] for error in payload["userErrors"]]
