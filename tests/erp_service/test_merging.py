"""mergePartners: orders, invoices and what is open are the survivor's; the other means him."""

from typing import Any

from tests.erp_service.conftest import UPSERT, Erp, order
from tests.erp_service.fulfilment.conftest import placed
from tests.erp_service.test_story import HUBER

MERGE = """mutation($survivor: ErpPartnerInput!, $losers: [ID!]!, $request: ID!) {
  mergePartners(survivor: $survivor, loserIds: $losers, requestId: $request) {
    partner { number credit { openOrders { amount } } } userErrors { code } } }"""
CHECK = (
    """mutation($ids: [ID!]!) { checkPartnerMerge(customerIds: $ids) { userErrors { code } } }"""
)
PARTNERS = """query { _entities(representations: [
  {__typename: "Customer", id: "cus_huber"}, {__typename: "Customer", id: "cus_meier"}]) {
  ... on Customer { id erpPartner { number credit { openOrders { amount } } } } } }"""
OWNER = "query($id: ID!) { salesOrder(id: $id) { customerId } }"
MEIER = {**HUBER, "customerId": "cus_meier", "requestId": "meier-1", "name": "Meier GmbH"}


async def merge(erp: Erp, request: str = "m1") -> Any:
    return await erp.call(MERGE, survivor=HUBER, losers=["cus_meier"], request=request)


async def test_what_was_sold_to_the_other_is_the_survivors(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    await erp.call(UPSERT, input=MEIER)
    staff = await placed(erp, order(("VALVE-20", "1"), customerId="cus_meier"))
    merged = await merge(erp)
    assert merged["userErrors"] == []
    assert merged["partner"]["credit"]["openOrders"]["amount"] != "0.00"
    assert await merge(erp, "m2") == merged
    assert (await erp.call(OWNER, id=staff.id))["customerId"] == "cus_huber"
    huber, meier = await erp.call(PARTNERS)
    assert huber["erpPartner"] == meier["erpPartner"] == merged["partner"]


async def test_a_later_order_and_version_of_the_other_are_the_survivors(erp: Erp):
    await erp.call(UPSERT, input=HUBER)
    await erp.call(UPSERT, input=MEIER)
    await merge(erp)
    later = {**MEIER, "customerVersion": 9, "requestId": "meier-9", "email": "late@meier.example"}
    await erp.call(UPSERT, input=later)
    staff = await placed(erp, order(("VALVE-20", "1"), customerId="cus_meier"))
    assert (await erp.call(OWNER, id=staff.id))["customerId"] == "cus_huber"


async def test_customers_of_two_currencies_cannot_be_one(erp: Erp):
    ids = ["cus_k1", "cus_k2"]
    assert (await erp.call(CHECK, ids=ids))["userErrors"] == []
    assert (await erp.call(CHECK, ids=["cus_k1", "cus_j"]))["userErrors"] == [{"code": "INVALID"}]
