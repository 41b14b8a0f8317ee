"""Each kind of damage has its code, its values and its mark on the order (domain §2.4)."""

from pathlib import Path

from tests.gateway.orders.reconciliation.asking import (
    codes,
    findings,
    order_of,
    placed,
    reconcile,
    sales_order_of,
)
from tests.gateway.orders.reconciliation.damage import (
    copy_sales_order,
    delete_sales_order,
    set_customer,
    set_partner,
    set_quote,
)
from tests.gateway.orders.world import World


async def test_what_agrees_has_no_finding(world: World):
    await placed(world, "agrees")
    report = await reconcile(world)
    assert (codes(report), report["counts"]) == ([], [])
    assert (report["comparedCustomers"], report["comparedOrders"]) == (5, 1)


async def test_a_lost_quote_blocks_the_goods_at_once(world: World, tmp_path: Path):
    order_id = await placed(world, "lost")
    set_quote(tmp_path, order_id, state="LOST")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == ("C-LOST-OPEN", "LOST", "OPEN")
    assert (found["entityType"], found["entityId"], found["field"]) == ("Order", order_id, "state")
    order = await order_of(world, order_id)
    assert (order["status"], order["sync"]["state"]) == ("NEEDS_ATTENTION", "CONFLICT")
    assert order["allowedActions"] == ["RESOLVE_CONFLICT"]
    assert [each["code"] for each in order["sync"]["conflicts"]] == ["C-LOST-OPEN"]
    types = [edge["node"]["type"] for edge in order["history"]["edges"]]
    assert types[:4] == ["PLACED", "CHECKED", "ERP_CREATED", "CONFIRMED"]
    told = order["history"]["edges"][types.index("CONFLICT_DETECTED")]["node"]
    assert told["detail"] == {"conflictId": found["id"], "code": "C-LOST-OPEN"}
    assert (await sales_order_of(world, order_id))["deliveryBlock"] is True  # type: ignore[index]


async def test_the_same_conflict_is_found_again_and_told_once(world: World, tmp_path: Path):
    order_id = await placed(world, "again")
    set_quote(tmp_path, order_id, state="LOST")
    first, second = await reconcile(world), await reconcile(world, orders=[order_id])
    assert findings(first) == findings(second)
    types = [edge["node"]["type"] for edge in (await order_of(world, order_id))["history"]["edges"]]
    assert types.count("CONFLICT_DETECTED") == 1


async def test_what_is_gone_by_itself_is_closed(world: World, tmp_path: Path):
    order_id = await placed(world, "gone")
    set_quote(tmp_path, order_id, state="LOST")
    (found,) = findings(await reconcile(world))
    set_quote(tmp_path, order_id, state="ORDERED")
    assert codes(await reconcile(world)) == []
    answer = await world.ask(
        "query C($id: ID!) { conflict(id: $id) { resolution { action } } }", id=found["id"]
    )
    assert answer["conflict"]["resolution"] == {"action": "GONE"}
    assert (await order_of(world, order_id))["sync"]["state"] == "IN_SYNC"


async def test_an_order_that_the_erp_has_lost(world: World, tmp_path: Path):
    order_id = await placed(world, "missing")
    delete_sales_order(tmp_path, order_id)
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == (
        "C-ERP-MISSING",
        "ORDERED",
        None,
    )
    assert (await order_of(world, order_id))["status"] == "NEEDS_ATTENTION"


async def test_a_second_order_of_the_erp_is_blocked_and_the_first_is_not(
    world: World, tmp_path: Path
):
    order_id = await placed(world, "double")
    copy_sales_order(tmp_path, order_id, f"{order_id}~2", "SO-DOUBLE")
    (found,) = findings(await reconcile(world))
    assert found["code"] == "C-DUP-ORDER"
    assert found["erpValue"].endswith(", SO-DOUBLE")
    blocked = [await sales_order_of(world, each) for each in (order_id, f"{order_id}~2")]
    assert [each and each["deliveryBlock"] for each in blocked] == [False, True]


async def test_a_revision_that_only_one_side_has(world: World, tmp_path: Path):
    order_id = await placed(world, "revision")
    set_quote(tmp_path, order_id, revision=2)
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == ("C-REVISION", "2", "1")


async def test_another_customer_keeps_the_goods_in_the_house(world: World, tmp_path: Path):
    order_id = await placed(world, "customer")
    set_quote(tmp_path, order_id, customerId="cus_k1")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == (
        "C-CUSTOMER",
        "cus_k1",
        "cus_k2",
    )
    assert (await sales_order_of(world, order_id))["deliveryBlock"] is True  # type: ignore[index]


async def test_an_order_whose_customer_is_gone(world: World, tmp_path: Path):
    order_id = await placed(world, "erased")
    set_customer(tmp_path, "cus_k2", lifecycle="MERGED", mergedInto="cus_k1")
    found = findings(await reconcile(world))
    assert [(each["code"], each["entityId"], each["crmValue"]) for each in found] == [
        ("C-CUST-GONE", order_id, "cus_k1")
    ]


async def test_a_link_to_a_record_that_does_not_exist(world: World, tmp_path: Path):
    set_partner(tmp_path, "cus_k1", customer_id="cus_unknown")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["entityId"]) == ("C-LINK-BROKEN", "cus_unknown")


async def test_a_field_that_a_clerk_changed_in_the_erp(world: World, tmp_path: Path):
    await placed(world, "drift")
    set_partner(tmp_path, "cus_k2", email="other@sued.example")
    set_partner(tmp_path, "cus_k1", email="never@told.example")
    found = findings(await reconcile(world, customers=["cus_k1", "cus_k2"]))
    assert sorted(
        (each["code"], each["entityId"], each["field"], each["crmValue"]) for each in found
    ) == [
        ("C-CUST-DRIFT", "cus_k1", "email", "einkauf@nord.example"),
        ("C-CUST-DRIFT", "cus_k2", "email", "bestellung@sued.example"),
    ]
