"""What a repair orders again calls off the contracts that the order noted."""

from pathlib import Path

from tests.gateway.orders.operations import place
from tests.gateway.orders.reconciliation.asking import codes, findings, reconcile, resolve
from tests.gateway.orders.reconciliation.damage import database
from tests.gateway.orders.test_amending import amend
from tests.gateway.orders.test_call_offs import called_off, contract
from tests.gateway.orders.test_cancelling import look
from tests.gateway.orders.world import World, k2


async def test_a_line_that_the_erp_lost_comes_back_at_the_agreed_price(
    world: World, tmp_path: Path
):
    contract_id, contract_line = await contract(world)
    order = (await place(world, **k2("SEAL-5", "10", "contract-0001")))["order"]
    added = [{"sku": "VALVE-20", "quantity": "7", "contractLineId": contract_line}]
    changed = await amend(world, order, "contract-0002", addLines=added)
    assert changed["userErrors"] == []
    line = (await look(world, order))["lines"][1]["id"]
    with database(tmp_path, "erp") as erp:
        erp.execute("DELETE FROM schedule_lines WHERE line_id = ?", (line,))
        erp.execute("DELETE FROM reservations WHERE owner = ?", (line,))
        erp.execute("DELETE FROM sales_order_lines WHERE id = ?", (line,))
        change = "UPDATE sales_orders SET revision = 1 WHERE external_reference = ?"
        erp.execute(change, (order["id"],))
    (found,) = findings(await reconcile(world))
    assert found["code"] == "C-REVISION"
    payload = await resolve(world, found["id"], "TAKE_CRM")
    assert payload["userErrors"] == []
    (released,) = await called_off(world, contract_id)
    assert released["releasedQuantity"] == "7"
    # 10 x 0.3350 and 7 x 10.00, and 19 % of both.
    after = await look(world, order)
    assert after["grossTotal"] == after["quote"]["grossTotal"] == {"amount": "87.29"}
    assert codes(await reconcile(world)) == []
