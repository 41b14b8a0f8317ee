"""T17 (d), (f), (g): a key while its request runs, in another client's hand, and after its week."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.invariants import assert_invariants
from tests.end_to_end.operations import ORDER, k2
from tests.end_to_end.proxied_stack import ProxiedStack, proxied_stack
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.tokens import token_of

PLACE = """
mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) {
  outcome replayed order { id status } userErrors { __typename code
    ... on StillProcessing { orderId retryAfterSeconds }
    ... on PartnerReferenceUsed { order { id } } } } }
"""


@pytest.fixture
def proxied(tmp_path: Path, databases: Databases) -> Iterator[ProxiedStack]:
    with proxied_stack(tmp_path, databases) as running:
        yield running
        assert_invariants(running)


def place(stack: Stack, asked: JSON, token: str | None = None) -> Any:
    return stack.ask(PLACE, {"input": asked}, token)["placeOrder"]


def test_while_the_first_call_runs_the_second_is_told_so(proxied: ProxiedStack):
    asked = k2("VALVE-20", "100", "scenario-t17-d")
    # The ERP's answer is lost: the first call waits for it, and then looks the order up.
    proxied.lines["erp"].losing = b"createSalesOrder"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(place, proxied, asked)
        while proxied.lines["erp"].losing is not None:
            assert not first.done(), first.result()
        second = place(proxied, asked)
        answer = first.result()
    (error,) = second["userErrors"]
    assert (error["__typename"], error["code"]) == ("StillProcessing", "IDEMPOTENCY_IN_PROGRESS")
    assert (second["outcome"], error["orderId"]) == ("REFUSED", answer["order"]["id"])
    proxied.eventually(ORDER, {"id": answer["order"]["id"]}, {"order": {"status": "CONFIRMED"}})
    again = place(proxied, asked)
    assert (again["replayed"], again["outcome"]) == (True, "CONFIRMED")
    assert again["order"] == {"id": answer["order"]["id"], "status": "CONFIRMED"}


def test_another_clients_key_is_another_key(stack: Stack):
    asked = k2("SEAL-5", "10", "scenario-t17-f")
    tokens = [token_of(stack, "--role", "agent", "--client", name) for name in ("shop", "office")]
    answers = [place(stack, asked, token) for token in tokens]
    assert [each["outcome"] for each in answers] == ["CONFIRMED", "CONFIRMED"]
    assert answers[0]["order"]["id"] != answers[1]["order"]["id"]
    again = place(stack, asked, tokens[0])
    assert (again["replayed"], again["order"]) == (True, answers[0]["order"])


def test_after_a_week_a_key_is_free_and_a_partners_reference_is_not(stack: Stack):
    asked = k2("SEAL-5", "10", "scenario-t17-g", partnerReference="PO-2026-7")
    first = place(stack, asked)
    stack.set_clock("2026-03-09T08:59:59+01:00")
    assert place(stack, asked)["replayed"] is True
    stack.set_clock("2026-03-10T09:00:00+01:00")
    late = place(stack, asked)
    (error,) = late["userErrors"]
    assert (late["replayed"], error["code"]) == (False, "PARTNER_REFERENCE_USED")
    assert error["order"] == {"id": first["order"]["id"]}
    more = {"requestedDeliveryDate": "2026-03-13"}
    other = place(stack, {**asked, **more, "partnerReference": "PO-2026-8"})
    assert (other["replayed"], other["outcome"]) == (False, "CONFIRMED")
