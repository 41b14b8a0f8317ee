"""What the reconciliation reads: pages by reference, doubles of an order, partners as told."""

from tests.erp_service.conftest import Erp, order

PAGE = "query($after: ID) { salesOrderPage(first: 2, after: $after) { externalReference } }"
BY_REFERENCE = """query($references: [ID!]!, $doubles: Boolean!) {
  salesOrdersByExternalReferences(externalReferences: $references, withDoubles: $doubles) { externalReference }
}"""
PARTNERS = "query($ids: [ID!]!) { partnersByCustomer(customerIds: $ids) { customerId version email isErased } }"


async def written(erp: Erp, *references: str) -> None:
    for reference in references:
        answer = await erp.place(order(("SEAL-5", "10"), externalReference=reference))
        assert answer["userErrors"] == []


async def test_pages_follow_the_references(erp: Erp):
    await written(erp, "ord_b", "ord_c", "ord_a")
    first = [each["externalReference"] for each in await erp.call(PAGE)]
    second = [each["externalReference"] for each in await erp.call(PAGE, after=first[-1])]
    assert (first, second) == (["ord_a", "ord_b"], ["ord_c"])


async def test_doubles_are_told_when_they_are_asked_for(erp: Erp):
    await written(erp, "ord_a", "ord_a~2", "ord_ab")
    wanted = {"references": ["ord_a", "ord_none"]}
    for doubles, expected in ((False, ["ord_a"]), (True, ["ord_a", "ord_a~2"])):
        found = await erp.call(BY_REFERENCE, **wanted, doubles=doubles)
        assert sorted(each["externalReference"] for each in found) == expected


async def test_a_partner_who_was_never_told_of_has_version_0(erp: Erp):
    found = await erp.call(PARTNERS, ids=["cus_k1", "cus_none"])
    assert found == [{"customerId": "cus_k1", "version": 0, "email": None, "isErased": False}]


async def test_only_our_processes_may_read_them(erp: Erp):
    answer = await erp.send(PAGE, is_internal=False)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
