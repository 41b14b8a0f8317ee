"""A run over some customers compares their orders, too, and nobody else's."""

from pathlib import Path

from tests.gateway.orders.operations import place
from tests.gateway.orders.reconciliation.asking import codes, findings, placed, reconcile
from tests.gateway.orders.reconciliation.damage import (
    copy_sales_order,
    database,
    delete_sales_order,
    set_quote,
)
from tests.gateway.orders.world import World, k2


async def test_his_orders_are_compared_and_another_customers_are_not(world: World, tmp_path: Path):
    mine = await placed(world, "scope-mine")
    others = {**k2("SEAL-5", "10", "scope-others"), "customer": {"id": "cus_p"}}
    await place(world, **others)
    set_quote(tmp_path, mine, netTotal="1.00")
    report = await reconcile(world, customers=["cus_p"], repair=False)
    assert (codes(report), report["comparedCustomers"], report["comparedOrders"]) == ([], 1, 1)
    report = await reconcile(world, customers=["cus_k2"], repair=False)
    assert (codes(report), report["comparedOrders"]) == (["C-TOTAL"], 1)
    assert findings(report)[0]["entityId"] == mine


async def test_doubles_and_strays_under_his_name_in_the_erp_are_found(world: World, tmp_path: Path):
    order_id = await placed(world, "scope-erp")
    copy_sales_order(tmp_path, order_id, f"{order_id}~1", "SO-2026-999998")
    copy_sales_order(tmp_path, order_id, "ord_stray", "SO-2026-999999")
    report = await reconcile(world, customers=["cus_k1"], repair=False)
    assert codes(report) == []
    report = await reconcile(world, customers=["cus_k2"], repair=False)
    assert codes(report) == ["C-DUP-ORDER", "C-ORPHAN"]


async def test_an_order_that_the_erp_has_under_his_name_alone_is_found(
    world: World, tmp_path: Path
):
    order_id = await placed(world, "scope-name")
    with database(tmp_path, "erp") as erp:
        change = "UPDATE sales_orders SET customer_id = ? WHERE external_reference = ?"
        erp.execute(change, ("cus_k1", order_id))
    report = await reconcile(world, customers=["cus_k1"], repair=False)
    assert (codes(report), report["comparedOrders"]) == (["C-CUSTOMER"], 1)


async def test_what_is_gone_by_itself_is_closed_by_a_run_over_the_customer(
    world: World, tmp_path: Path
):
    order_id = await placed(world, "scope-gone")
    set_quote(tmp_path, order_id, state="LOST")
    assert codes(await reconcile(world, customers=["cus_k2"])) == ["C-LOST-OPEN"]
    set_quote(tmp_path, order_id, state="ORDERED")
    assert codes(await reconcile(world, customers=["cus_k2"])) == []
    assert codes(await reconcile(world)) == []


async def test_an_order_that_the_erp_has_lost_is_found_by_its_customer(
    world: World, tmp_path: Path
):
    order_id = await placed(world, "scope-lost")
    delete_sales_order(tmp_path, order_id)
    assert codes(await reconcile(world, customers=["cus_k2"])) == ["C-ERP-MISSING"]
