"""T05: a promise for today never eats stock that is promised for later."""

from tests.end_to_end.operations import DECIDE, PLACE, STOCK, k2
from tests.end_to_end.stack import Stack


def test_only_what_nobody_was_promised_is_available(stack: Stack):
    placed = stack.ask(PLACE, {"input": k2("FILT-3", "60", "scenario-t05", onShortfall="ASK")})[
        "placeOrder"
    ]
    assert placed["outcome"] == "NEEDS_DECISION"
    (line,) = placed["decision"]["check"]["lines"]
    assert line["availableOnRequestedDate"] == "20"
    proposals = {each["kind"]: each for each in line["proposals"]}
    split = [
        (each["deliveryDate"], each["quantity"], each["basis"])
        for each in proposals["SPLIT"]["deliveries"]
    ]
    assert split == [
        ("2026-03-06", "20", "STOCK"),
        ("2026-03-26", "30", "RECEIPT"),
        ("2026-03-31", "10", "LEAD_TIME"),
    ]
    later = [(each["deliveryDate"], each["quantity"]) for each in proposals["LATER"]["deliveries"]]
    assert later == [("2026-03-31", "60")]
    decide = {
        "orderId": placed["order"]["id"],
        "decisionId": placed["decision"]["id"],
        "expectedRevision": 1,
        "acceptedProposalIds": [proposals["SPLIT"]["id"]],
        "idempotencyKey": "scenario-t05-decide",
    }
    decided = stack.ask(DECIDE, {"input": decide})["decideOrder"]
    assert (decided["outcome"], decided["order"]["revision"]) == ("CONFIRMED", 2)
    (stock,) = (
        each
        for each in stack.ask(STOCK, {"sku": "FILT-3"})["product"]["item"]["stock"]
        if each["warehouse"]["code"] == "BER"
    )
    # 80 of old, 20 from stock, 30 from the receipt of 30: 130 in all, each still covered.
    assert (stock["onHand"], stock["reserved"]) == ("100", "130")
