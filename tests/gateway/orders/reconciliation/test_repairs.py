"""What has a master is made equal again by itself; what blocks waits for a person (domain §2.4)."""

from pathlib import Path

import msgspec
import pytest

from gateway.orders.reconciliation.codes import CLOSE, CODES
from tests.gateway.orders.reconciliation.asking import (
    codes,
    findings,
    order_of,
    placed,
    quote_of,
    reconcile,
    resolve,
    sales_order_of,
)
from tests.gateway.orders.reconciliation.damage import (
    copy_sales_order,
    database,
    delete_sales_order,
    set_customer,
    set_partner,
    set_quote,
)
from tests.gateway.orders.world import JSON, World

CANCEL = """mutation C($reference: ID!) { cancelSalesOrder(
  externalReference: $reference, expectedRevision: 1, requestId: "by hand", reason: "by hand"
) { userErrors { code } } }"""
LOG = """query L($id: ID!) { customer(id: $id) { interactions(first: 5) { edges { node { subject orderId } } } } }"""


async def quote_id_of(world: World, order_id: str) -> str:
    answer = await world.ask("query Q($id: ID!) { order(id: $id) { quote { id } } }", id=order_id)
    return str(answer["order"]["quote"]["id"])


async def in_step(world: World, order_id: str, status: str, revision: int = 1) -> JSON:
    """The order, after all three agree and the next run finds nothing."""
    order = await order_of(world, order_id)
    assert (order["status"], order["sync"]["state"]) == (status, "IN_SYNC"), order
    assert (order["revision"], order["sync"]["conflicts"]) == (revision, [])
    assert codes(await reconcile(world)) == []
    return order


@pytest.mark.parametrize("state", ["DRAFT", "OFFERED", "ACCEPTED", "EXPIRED"])
async def test_a_quote_that_is_behind_is_set_ordered(world: World, tmp_path: Path, state: str):
    order_id = await placed(world, f"behind-{state}")
    set_quote(tmp_path, order_id, state=state)
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["resolution"]["action"]) == ("C-QUOTE-BEHIND", "TAKE_ERP")
    quote = await quote_of(world, await quote_id_of(world, order_id))
    assert quote["state"] == "ORDERED"
    await in_step(world, order_id, "CONFIRMED")


async def test_a_changed_total_is_written_again(world: World, tmp_path: Path):
    order_id = await placed(world, "total")
    set_quote(tmp_path, order_id, netTotal="1.00")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["crmValue"], found["erpValue"]) == ("C-TOTAL", "1.00", "119.79")
    quote = await quote_of(world, await quote_id_of(world, order_id))
    assert quote["netTotal"]["amount"] == "119.79"
    await in_step(world, order_id, "CONFIRMED")


async def test_an_order_cancelled_in_the_erp_is_cancelled_and_the_customer_called(world: World):
    order_id = await placed(world, "cancelled")
    await world.ask_system(world.erp, CANCEL, reference=order_id)
    assert codes(await reconcile(world)) == ["C-ERP-CANCELLED"]
    quote = await quote_of(world, await quote_id_of(world, order_id))
    assert quote["state"] == "CANCELLED"
    log = (await world.ask_system(world.crm, LOG, id="cus_k2"))["customer"]["interactions"]["edges"]
    assert [edge["node"]["orderId"] for edge in log] == [order_id]
    assert log[0]["node"]["subject"].startswith("Call the customer")
    order = await in_step(world, order_id, "CANCELLED")
    types = [edge["node"]["type"] for edge in order["history"]["edges"]]
    assert types.count("CANCELLED") == 1


async def test_a_drifted_copy_is_overwritten_and_both_values_are_kept(world: World, tmp_path: Path):
    await placed(world, "drift")
    set_partner(tmp_path, "cus_k2", email="other@sued.example", phone=None)
    assert codes(await reconcile(world)) == ["C-CUST-DRIFT", "C-CUST-DRIFT"]
    with database(tmp_path, "erp") as erp:
        query = "SELECT email, phone, version FROM partners WHERE customer_id = 'cus_k2'"
        assert erp.execute(query).fetchone() == ("bestellung@sued.example", "+49897654321", 1)
    query = 'query A { _entities(representations: [{__typename: "Customer", id: "cus_k2"}]) { ... on Customer { audit(first: 50) { edges { node { system operation changes { path before after } } } } } } }'
    audit = (await world.ask(query))["_entities"][0]["audit"]["edges"]
    told = [
        (node["system"], change["before"], change["after"])
        for node in (edge["node"] for edge in audit)
        for change in node["changes"]
        if change["path"] == "email" and change["before"] is not None
    ]
    assert told == [
        (each, "other@sued.example", "bestellung@sued.example") for each in ("ERP", "GATEWAY")
    ]
    assert codes(await reconcile(world)) == []


async def test_an_orphan_becomes_an_order_with_a_quote(world: World, tmp_path: Path):
    order_id = await placed(world, "orphan")
    copy_sales_order(tmp_path, order_id, "foreign-17", "SO-FOREIGN")
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["entityType"], found["erpValue"]) == (
        "C-ORPHAN",
        "SalesOrder",
        "foreign-17",
    )
    adopted = await in_step(world, "foreign-17", "CONFIRMED")
    assert adopted["channel"] == "IMPORT"
    quote = await quote_of(world, await quote_id_of(world, "foreign-17"))
    assert (quote["state"], quote["orderId"], quote["netTotal"]["amount"]) == (
        "ORDERED",
        "foreign-17",
        "119.79",
    )


async def test_without_repair_everything_stays_as_it_is(world: World, tmp_path: Path):
    order_id = await placed(world, "untouched")
    set_quote(tmp_path, order_id, netTotal="1.00")
    (found,) = findings(await reconcile(world, repair=False))
    assert (found["code"], found["resolution"]) == ("C-TOTAL", None)
    order = await order_of(world, order_id)
    assert (order["status"], order["sync"]["state"]) == ("CONFIRMED", "IN_SYNC")
    assert order["allowedActions"][-1] == "RESOLVE_CONFLICT"
    payload = await resolve(world, found["id"], "TAKE_ERP")
    assert payload["userErrors"] == []
    await in_step(world, order_id, "CONFIRMED")


async def lost(world: World, folder: Path, key: str) -> tuple[str, str]:
    order_id = await placed(world, key)
    set_quote(folder, order_id, state="LOST", lossReason="price")
    (found,) = findings(await reconcile(world))
    return order_id, found["id"]


async def test_a_lost_order_goes_on_when_the_erp_is_right(world: World, tmp_path: Path):
    order_id, conflict_id = await lost(world, tmp_path, "lost-erp")
    payload = await resolve(world, conflict_id, "TAKE_ERP")
    assert payload["userErrors"] == []
    assert (await sales_order_of(world, order_id))["deliveryBlock"] is False  # type: ignore[index]
    await in_step(world, order_id, "CONFIRMED")


async def test_a_lost_order_is_cancelled_when_the_crm_is_right(world: World, tmp_path: Path):
    order_id, conflict_id = await lost(world, tmp_path, "lost-crm")
    payload = await resolve(world, conflict_id, "TAKE_CRM")
    assert (payload["userErrors"], payload["order"]["status"]) == ([], "CANCELLED")
    await in_step(world, order_id, "CANCELLED")


async def test_what_is_meant_so_is_not_found_again(world: World, tmp_path: Path):
    order_id, conflict_id = await lost(world, tmp_path, "lost-meant")
    payload = await resolve(world, conflict_id, "CLOSE_AS_INTENDED")
    assert payload["userErrors"] == []
    assert (await sales_order_of(world, order_id))["deliveryBlock"] is False  # type: ignore[index]
    await in_step(world, order_id, "CONFIRMED")


async def test_a_decision_is_made_once_and_says_by_whom(world: World, tmp_path: Path):
    order_id, conflict_id = await lost(world, tmp_path, "lost-once")
    refused = await resolve(world, conflict_id, "RELINK")
    assert [error["code"] for error in refused["userErrors"]] == ["INVALID"]
    await resolve(world, conflict_id, "TAKE_ERP")
    again = await resolve(world, conflict_id, "TAKE_CRM")
    assert [error["code"] for error in again["userErrors"]] == ["NOTHING_TO_DO"]
    answer = await world.ask(
        "query C($id: ID!) { conflict(id: $id) { resolution { action note by { id } } } }",
        id=conflict_id,
    )
    assert answer["conflict"]["resolution"] == {
        "action": "TAKE_ERP",
        "note": "agreed by phone",
        "by": {"id": "stf_anna"},
    }
    query = "query A($id: ID!) { order(id: $id) { audit(first: 50) { edges { node { operation actor { staff { id } } changes { path before after } } } } } }"
    entries = [
        edge["node"] for edge in (await world.ask(query, id=order_id))["order"]["audit"]["edges"]
    ]
    (entry,) = [each for each in entries if each["operation"] == "resolveConflict"]
    assert entry["actor"] == {"staff": {"id": "stf_anna"}}
    assert {"path": "state", "before": "LOST", "after": "OPEN"} in entry["changes"]


async def test_a_missing_order_is_ordered_again(world: World, tmp_path: Path):
    order_id = await placed(world, "missing-again")
    delete_sales_order(tmp_path, order_id)
    (found,) = findings(await reconcile(world))
    payload = await resolve(world, found["id"], "TAKE_CRM")
    assert payload["userErrors"] == []
    again = await sales_order_of(world, order_id)
    assert again is not None
    assert again["lines"] == [{"sku": "VALVE-20", "orderedQuantity": "10"}]
    await in_step(world, order_id, "CONFIRMED")


async def test_a_missing_order_stays_missing(world: World, tmp_path: Path):
    order_id = await placed(world, "missing-for-good")
    delete_sales_order(tmp_path, order_id)
    (found,) = findings(await reconcile(world))
    payload = await resolve(world, found["id"], "TAKE_ERP")
    assert (payload["userErrors"], payload["order"]["salesOrder"]) == ([], None)
    await in_step(world, order_id, "CANCELLED")


async def test_an_order_under_another_reference_is_not_ordered_again(world: World, tmp_path: Path):
    order_id = await placed(world, "renamed")
    with database(tmp_path, "erp") as erp:
        renamed = "UPDATE sales_orders SET external_reference = ? WHERE external_reference = ?"
        erp.execute(renamed, ("renamed-1", order_id))
    found = findings(await reconcile(world, repair=False))
    missing = next(each for each in found if each["code"] == "C-ERP-MISSING")
    payload = await resolve(world, missing["id"], "TAKE_CRM")
    assert [error["code"] for error in payload["userErrors"]] == ["NOT_ALLOWED_IN_STATE"]
    assert (await order_of(world, order_id))["status"] == "NEEDS_ATTENTION"


async def test_a_double_is_cancelled(world: World, tmp_path: Path):
    order_id = await placed(world, "double-gone")
    copy_sales_order(tmp_path, order_id, f"{order_id}~2", "SO-DOUBLE")
    (found,) = findings(await reconcile(world))
    payload = await resolve(world, found["id"], "TAKE_CRM")
    assert payload["userErrors"] == []
    double = await sales_order_of(world, f"{order_id}~2")
    assert double is not None
    assert double["status"] == "CANCELLED"
    await in_step(world, order_id, "CONFIRMED")


@pytest.mark.parametrize(
    ("quote", "action", "revision", "quantity"),
    [(2, "TAKE_ERP", 3, "10"), (2, "TAKE_CRM", 2, "20"), (4, "TAKE_CRM", 4, "20")],
)
async def test_revisions_meet_again_with_the_chosen_content(
    world: World, tmp_path: Path, quote: int, action: str, revision: int, quantity: str
):
    order_id = await placed(world, f"revision-{quote}-{action}")
    with database(tmp_path, "crm") as crm:
        (state,) = crm.execute(
            "SELECT quote_revisions.state FROM quote_revisions JOIN quotes ON quotes.id = quote_id WHERE order_id = ?",
            (order_id,),
        ).fetchone()
    changed = state.replace('"quantity":"10"', '"quantity":"20"')
    set_quote(tmp_path, order_id, lines=msgspec.json.decode(changed)["lines"], revision=quote)
    (found,) = findings(await reconcile(world))
    payload = await resolve(world, found["id"], action)
    assert payload["userErrors"] == []
    sales_order = await sales_order_of(world, order_id)
    assert sales_order is not None
    assert (sales_order["revision"], sales_order["lines"][0]["orderedQuantity"]) == (
        revision,
        quantity,
    )
    told = await quote_of(world, await quote_id_of(world, order_id))
    assert (told["revision"], told["state"], told["lines"][0]["quantity"]) == (
        revision,
        "ORDERED",
        quantity,
    )
    await in_step(world, order_id, "CONFIRMED", revision)


async def test_a_wrong_buyer_is_put_right_and_the_goods_may_go(world: World, tmp_path: Path):
    order_id = await placed(world, "buyer")
    set_quote(tmp_path, order_id, customerId="cus_q")
    (found,) = findings(await reconcile(world))
    payload = await resolve(world, found["id"], "TAKE_CRM")
    assert payload["userErrors"] == []
    sales_order = await sales_order_of(world, order_id)
    assert sales_order is not None
    assert (sales_order["customerId"], sales_order["deliveryBlock"]) == ("cus_q", False)
    with database(tmp_path, "erp") as erp:
        query = "SELECT open_orders FROM partners WHERE customer_id IN ('cus_k2', 'cus_q')"
        assert sorted(erp.execute(query).fetchall()) == [("0.00",), ("142.55",)]
    await in_step(world, order_id, "CONFIRMED")


async def test_orders_of_a_merged_customer_go_to_the_survivor(world: World, tmp_path: Path):
    order_id = await placed(world, "survivor")
    set_customer(tmp_path, "cus_k2", lifecycle="MERGED", mergedInto="cus_q")
    (found,) = findings(await reconcile(world))
    assert found["code"] == "C-CUST-GONE"
    payload = await resolve(world, found["id"], "RELINK")
    assert payload["userErrors"] == []
    sales_order = await sales_order_of(world, order_id)
    assert sales_order is not None
    assert sales_order["customerId"] == "cus_q"
    await in_step(world, order_id, "CONFIRMED")


async def test_a_quote_that_is_not_there_is_written_again(world: World, tmp_path: Path):
    order_id = await placed(world, "no-quote")
    quote_id = await quote_id_of(world, order_id)
    with database(tmp_path, "crm") as crm:
        crm.execute("DELETE FROM quote_revisions WHERE quote_id = ?", (quote_id,))
        crm.execute("DELETE FROM quotes WHERE id = ?", (quote_id,))
    (found,) = findings(await reconcile(world))
    assert (found["code"], found["field"]) == ("C-LINK-BROKEN", "quoteId")
    payload = await resolve(world, found["id"], "RELINK")
    assert payload["userErrors"] == []
    assert payload["order"]["quote"]["id"] != quote_id
    await in_step(world, order_id, "CONFIRMED")


def test_every_way_out_has_its_repair(resting: World):
    table = resting.process._parts.review.bench.repairs.table
    offered = {(code, action) for code, each in CODES.items() for action in each.actions}
    assert table.keys() == {pair for pair in offered if pair[1] != CLOSE}
