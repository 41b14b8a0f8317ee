"""Orders call off contracts: the agreed price counts, and what is released is measured."""

from typing import Any

from tests.erp_service.amending.conftest import apply, line
from tests.erp_service.conftest import SIMULATE, Erp, order
from tests.erp_service.test_cancellation import cancel

CALLED = """... on Contract { calledOff { contractLineId releasedQuantity releasedValue { amount }
  remainingQuantity remainingValue { amount } } }"""
TERMS = {"contractId": "con_1", "unitPrice": "10.0000", "targetQuantity": "500"}


def calling(quantity: str, terms: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    wanted = order(("VALVE-20", quantity), **changes)
    contract = {"contractLineId": "col_1", "contract": terms or TERMS}
    return {**wanted, "lines": [{**each, **contract} for each in wanted["lines"]]}


async def called_off(erp: Erp, contract: str = "con_1") -> Any:
    (found,) = await erp.entities(CALLED, {"__typename": "Contract", "id": contract})
    return found["calledOff"]


async def test_the_contract_price_is_before_the_list_and_the_tier_after_it(erp: Erp):
    found = (await erp.place(calling("100")))["salesOrder"]
    shown = [(each["kind"], each["amount"]["amount"]) for each in found["priceConditions"]]
    assert shown == [("CONTRACT_PRICE", "1000.00"), ("TIER_DISCOUNT", "-80.00")]
    assert found["netTotal"] == {"amount": "920.00"}


async def test_what_orders_release_is_summed_over_changes_and_cancellations(erp: Erp):
    await erp.place(calling("100"))
    await erp.place(calling("40", externalReference="ord_2"))
    await apply(erp, line(0, "VALVE-20", "80"))
    (found,) = await called_off(erp)
    assert found == {
        "contractLineId": "col_1",
        "releasedQuantity": "120",
        "releasedValue": {"amount": "1148.00"},
        "remainingQuantity": "380",
        "remainingValue": None,
    }
    await cancel(erp, "c1", revision=2)
    (found,) = await called_off(erp)
    assert (found["releasedQuantity"], found["releasedValue"]["amount"]) == ("40", "388.00")


async def test_a_target_by_value_is_measured_by_net(erp: Erp):
    await erp.place(calling("9", {"contractId": "con_2", "targetValue": "1000.00"}))
    (found,) = await called_off(erp, "con_2")
    assert (found["remainingQuantity"], found["remainingValue"]) == (None, {"amount": "888.85"})


async def test_another_product_is_no_call_off(erp: Erp):
    await erp.place(calling("20"))
    changed = (await apply(erp, line(0, "SEAL-5", "20")))["salesOrder"]
    assert changed["lines"][0]["unitPrice"] == {"amount": "0.3350"}
    assert await called_off(erp) == []


async def test_a_line_may_be_added_under_a_contract(erp: Erp):
    await erp.place(order(("SEAL-5", "20")))
    added = {"lineId": "new", "sku": "VALVE-20", "quantity": "5"}
    await apply(erp, {**added, "contractLineId": "col_1", "contract": TERMS})
    (found,) = await called_off(erp)
    assert (found["releasedQuantity"], found["releasedValue"]["amount"]) == ("5", "50.00")


async def test_impossible_and_missing_terms_are_refused(erp: Erp):
    for terms in (
        {"contractId": "con_1", "unitPrice": "0"},
        {"contractId": "con_1", "unitPrice": "1.00001"},
        None,
    ):
        wanted = calling("1")
        wanted["lines"][0]["contract"] = terms
        (refused,) = (await erp.call(SIMULATE, input=wanted))["userErrors"]
        assert (refused["code"], refused["path"]) == ("INVALID", ["lines", "0", "contract"])


async def test_a_contract_without_call_offs_has_none(erp: Erp):
    assert await called_off(erp, "con_none") == []
