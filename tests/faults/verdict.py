"""What must be true when all faults are over: of the books, of the answers, of what is asked again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from tests.end_to_end.invariants import assert_invariants
from tests.faults.books import Books, everything_has_come_to_its_end, faults_of, read_books
from tests.faults.clients import Acknowledged
from tests.faults.course import open_client
from tests.faults.faulty_stack import FaultyStack

LOOK_AGAIN_SECONDS = 0.5
# A run that waits for a system looks again after 30 seconds; on a busy machine much waits at once.
PATIENCE_SECONDS = 90.0
# Half an hour later every hold has ended that nobody released.
HOLDS_HAVE_ENDED = "2026-03-02T09:31:00+01:00", "2026-03-02T08:31:00.000000+00:00"
FINDINGS = "finishedAt findings(first: 5) { edges { node { code entityId crmValue erpValue } } }"
RECONCILE = "mutation { startReconciliation(repair: false) { report { id } } }"
REPORT = f"query R($id: ID!) {{ reconciliationReport(id: $id) {{ {FINDINGS} }} }}"


def assert_nothing_lost_and_nothing_doubled(
    stack: FaultyStack, answers: Sequence[Acknowledged]
) -> None:
    """Of what the clients were answered; once everything has come to its end, which is waited for."""
    placed = {answer.payload["order"]["id"] for answer in answers if answer.payload["order"]}
    recover(stack)
    stack.set_clock(HOLDS_HAVE_ENDED[0])
    assert_none(faults_of(read(stack), placed))
    assert_none(broken_promises(stack, answers))
    assert_none(doubled_by_asking_again(stack, answers))
    assert_none(found_by_reconciliation(stack))
    assert_invariants(stack)


def assert_none(found: Sequence[Any]) -> None:
    assert not found, "\n".join(map(str, found))


def recover(stack: FaultyStack) -> None:
    """Wait as long as something is done. Nobody helps: no restart, no retry by hand."""
    left, done_at = None, time.monotonic()
    while time.monotonic() - done_at < PATIENCE_SECONDS:
        found = list(everything_has_come_to_its_end(read(stack)))
        if not found:
            return
        if left is None or len(found) < left:
            left, done_at = len(found), time.monotonic()
        time.sleep(LOOK_AGAIN_SECONDS)


def read(stack: FaultyStack) -> Books:
    return read_books(stack.databases, stack.folder, HOLDS_HAVE_ENDED[1])


def broken_promises(stack: FaultyStack, answers: Sequence[Acknowledged]) -> list[str]:
    """Acknowledged changes that are not there."""
    orders = read(stack).orders
    return [
        f"{answer.input} was answered {answer.payload}, but: {orders[answer.payload['order']['id']]}"
        for answer in answers
        if not answer.is_refused and not is_kept(answer, orders)
    ]


def is_kept(answer: Acknowledged, orders: dict[str, dict[str, Any]]) -> bool:
    order = orders[answer.payload["order"]["id"]]
    if answer.operation == "cancelOrder":
        return bool(order["status"] == "CANCELLED")
    return bool(order["revision"] >= answer.payload["order"]["revision"])


def doubled_by_asking_again(stack: FaultyStack, answers: Sequence[Acknowledged]) -> list[str]:
    """Placements whose key gives another order now than it did; a queued one may be refused."""
    client = open_client(stack, "again")
    placed = [each for each in answers if each.operation == "placeOrder" and each.payload["order"]]
    again = {each.input["idempotencyKey"]: client.send_again(each) for each in placed}
    client.close()
    return [
        f"{each.payload} and then {found}"
        for each in placed
        for found in [again[each.input["idempotencyKey"]]]
        if found["outcome"] != "REFUSED" and found["order"]["id"] != each.payload["order"]["id"]
    ]


def found_by_reconciliation(stack: FaultyStack) -> list[Any]:
    """What the process itself finds CRM and ERP to disagree on."""
    started = stack.ask(RECONCILE)["startReconciliation"]["report"]["id"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        report = stack.ask(REPORT, {"id": started})["reconciliationReport"]
        if report["finishedAt"] is not None:
            return [edge["node"] for edge in report["findings"]["edges"]]
        time.sleep(LOOK_AGAIN_SECONDS)
    raise AssertionError("the reconciliation has no end")
