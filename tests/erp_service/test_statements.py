"""How many statements the order path costs: each one is a crossing to the database and back.

What begins and ends a transaction is not counted, nor what happens in the background.
"""

from typing import Any

from tests.erp_service.conftest import CREATE, ORDER, SIMULATE, UPSERT, Erp, accepted, order
from tests.erp_service.test_story import HUBER

ENTITY = f"... on SalesOrder {ORDER}"
PARTNER = """... on Customer { erpPartner { number terms { paymentTerms priceList { code } taxTreatment }
  credit { exposure { amount } } } }"""
TELL = "upsertPartner(input: $partner) { userErrors { code } }"
BOTH = f"""mutation($partner: ErpPartnerInput!, $input: ErpSalesOrderInput!) {{
  {TELL} createSalesOrder(input: $input) {{ salesOrder {ORDER} userErrors {{ code }} }}
}}"""
TWO_LINES = order(("PUMP-100", "60"), ("VALVE-20", "100"))


async def agreed(erp: Erp, wanted: dict[str, Any]) -> dict[str, Any]:
    checked = await erp.call(SIMULATE, input=wanted)
    lines = [
        {**line, "acceptedSchedule": accepted(simulated["confirmed"])}
        for line, simulated in zip(wanted["lines"], checked["lines"], strict=True)
    ]
    return {**wanted, "lines": lines}


async def test_a_simulation_reads_partner_items_and_supply(erp: Erp, statements: list[str]):
    await erp.call(SIMULATE, input=TWO_LINES)
    assert len(statements) == 3


async def test_a_simulation_reads_substitutes_in_one_more(erp: Erp, statements: list[str]):
    await erp.call(SIMULATE, input=order(("CTRL-7", "2"), ("SEAL-5", "1")))
    assert len(statements) == 4


async def test_an_order_of_several_lines_and_parts_is_written_in_fourteen(
    erp: Erp, statements: list[str]
):
    wanted = await agreed(erp, TWO_LINES)
    await erp.call(CREATE, input=wanted)
    statements.clear()
    other = {"externalReference": "ord_2", "requestId": "ord_2-create", "holdId": "hld_none"}
    lines = [{**line, "lineId": f"other-{line['lineId']}"} for line in TWO_LINES["lines"]]
    wanted = await agreed(erp, {**TWO_LINES, **other, "lines": lines})
    statements.clear()
    assert (await erp.call(CREATE, input=wanted))["userErrors"] == []
    assert len(statements) == 14


async def test_a_partner_known_already_costs_one_statement_before_his_order(
    erp: Erp, statements: list[str]
):
    await erp.call(UPSERT, input=HUBER)
    wanted = await agreed(erp, {**TWO_LINES, "customerId": "cus_huber"})
    statements.clear()
    answer = await erp.send(BOTH, partner=HUBER, input=wanted)
    assert answer["data"]["createSalesOrder"]["userErrors"] == []
    # The first number of a year costs one more.
    assert len(statements) == 1 + 15


async def test_an_order_with_lines_schedules_and_conditions_is_read_in_two(
    erp: Erp, statements: list[str]
):
    placed = (await erp.call(CREATE, input=await agreed(erp, TWO_LINES)))["salesOrder"]
    statements.clear()
    (found,) = await erp.entities(ENTITY, {"__typename": "SalesOrder", "id": placed["id"]})
    assert len(statements) == 2
    assert found == placed


async def test_a_partner_with_terms_and_credit_is_read_in_one(erp: Erp, statements: list[str]):
    await erp.entities(PARTNER, {"__typename": "Customer", "id": "cus_k2"})
    assert len(statements) == 1
