"""T06: many want the last piece at once, one gets it."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.end_to_end.operations import PLACE, STOCK, k2
from tests.end_to_end.stack import Stack
from tests.gateway.orders.operations import ASK_AGAIN_SECONDS, is_under_way
from tests.patience import PATIENCE_SECONDS


@pytest.mark.parametrize("callers", [2, 50])
def test_exactly_one_of_many_gets_the_last_piece(stack: Stack, callers: int):
    def place(number: int) -> dict[str, Any]:
        order = k2("CTRL-7", "1", f"scenario-t06-{number}", onShortfall="REJECT")
        deadline = time.monotonic() + PATIENCE_SECONDS
        # Whose turn comes late is told QUEUED; the same key brings the answer.
        while is_under_way(payload := stack.ask(PLACE, {"input": order})["placeOrder"]):
            assert time.monotonic() < deadline, payload
            time.sleep(ASK_AGAIN_SECONDS)
        return dict(payload)

    with ThreadPoolExecutor(callers) as pool:
        payloads = list(pool.map(place, range(callers)))
    confirmed = [each for each in payloads if each["outcome"] == "CONFIRMED"]
    refused = [each for each in payloads if each["outcome"] == "REFUSED"]
    assert (len(confirmed), len(refused)) == (1, callers - 1)
    assert confirmed[0]["order"]["grossTotal"]["amount"] == "1069.81"
    for each in refused:
        assert each["order"] is None
        (error,) = each["userErrors"]
        assert error["code"] == "INSUFFICIENT_AVAILABILITY"
        (line,) = error["check"]["lines"]
        assert line["availableOnRequestedDate"] == "0"
        proposals = {proposal["kind"]: proposal for proposal in line["proposals"]}
        assert proposals["LATER"]["deliveries"][0]["deliveryDate"] == "2026-03-24"
        assert proposals["SUBSTITUTE"]["sku"] == "CTRL-7B"
        assert proposals["SUBSTITUTE"]["orderGrossTotal"]["amount"] == "1129.31"
    (stock,) = stack.ask(STOCK, {"sku": "CTRL-7"})["product"]["item"]["stock"]
    assert (stock["onHand"], stock["reserved"]) == ("1", "1")
