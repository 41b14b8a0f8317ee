"""T14: what has left the house cannot be changed any more; the rest can."""

from typing import Any

from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import JSON, Stack
from tests.end_to_end.warehouse import sales_order_of, ship

LINES = "query L($id: ID!) { order(id: $id) { lines { id shippedQuantity openQuantity } } }"
AMEND = """
mutation Amend($input: AmendOrderInput!) { amendOrder(input: $input) {
  order { revision status salesOrder { status lines { status orderedQuantity } } }
  userErrors { __typename code path ... on LineNotChangeable { lineId minimumQuantity lineStatus } }
} }
"""


def placed(stack: Stack, key: str) -> tuple[JSON, str, str]:
    """Twenty valves of K2: the order, its line, its sales order."""
    order = stack.ask(PLACE, {"input": k2("VALVE-20", "20", key)})["placeOrder"]["order"]
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"sync": {"state": "IN_SYNC"}}})
    line = stack.ask(LINES, {"id": order["id"]})["order"]["lines"][0]["id"]
    return order, line, sales_order_of(stack, order)


def amend(stack: Stack, order: JSON, key: str, **changes: Any) -> Any:
    wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "he called"}
    return stack.ask(AMEND, {"input": {**wanted, "idempotencyKey": key, **changes}})["amendOrder"]


def test_a_line_goes_down_to_what_is_shipped_and_not_below(stack: Stack):
    order, line, sales_order = placed(stack, "scenario-t14")
    ship(stack, sales_order, "12")
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"status": "PARTIALLY_SHIPPED"}})
    ten = amend(stack, order, "scenario-t14-10", setQuantities=[{"lineId": line, "quantity": "10"}])
    assert ten["order"]["revision"] == 1
    assert ten["userErrors"] == [
        {
            "__typename": "LineNotChangeable",
            "code": "NOT_ALLOWED_IN_STATE",
            "path": ["input", "setQuantities", "0", "quantity"],
            "lineId": line,
            "minimumQuantity": "12",
            "lineStatus": "PARTIALLY_SHIPPED",
        }
    ]
    product = amend(
        stack, order, "scenario-t14-product", replaceProducts=[{"lineId": line, "sku": "SEAL-5"}]
    )
    assert [error["__typename"] for error in product["userErrors"]] == ["LineNotChangeable"]
    twelve = [{"lineId": line, "quantity": "12"}]
    done = amend(stack, order, "scenario-t14-12", setQuantities=twelve)
    assert (done["userErrors"], done["order"]["revision"]) == ([], 2)
    assert done["order"]["salesOrder"] == {
        "status": "SHIPPED",
        "lines": [{"status": "SHIPPED", "orderedQuantity": "12"}],
    }
    # 12 x 12.35 = 148.20 less 3 % = 143.75; with 19 % 171.06.
    expected = {"status": "SHIPPED", "revision": 2, "grossTotal": {"amount": "171.06"}}
    expected |= {"quote": {"revision": 2, "grossTotal": {"amount": "171.06"}}}
    stack.eventually(ORDER, {"id": order["id"]}, {"order": expected})


def test_a_shipped_line_keeps_its_day(stack: Stack):
    order, line, sales_order = placed(stack, "scenario-t14-day")
    ship(stack, sales_order, "20")
    stack.eventually(ORDER, {"id": order["id"]}, {"order": {"status": "SHIPPED"}})
    day = [{"lineId": line, "requestedDeliveryDate": "2026-03-10"}]
    (error,) = amend(stack, order, "scenario-t14-day-1", setDates=day)["userErrors"]
    assert (error["__typename"], error["minimumQuantity"]) == ("LineNotChangeable", "20")
    assert error["path"] == ["input", "setDates", "0", "requestedDeliveryDate"]
