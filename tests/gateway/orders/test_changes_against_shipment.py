"""Changes of an order whose goods are on their way (T14, T16's variants, R-CAN-1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.orders.test_amending import amend, placed
from tests.gateway.orders.test_cancelling import cancel, codes, look
from tests.gateway.orders.test_fulfilment import move, reach
from tests.gateway.orders.world import World

LINE_ERROR = """
mutation Amend($input: AmendOrderInput!) { amendOrder(input: $input) { order { revision }
  userErrors { __typename code path ... on LineNotChangeable { lineId minimumQuantity lineStatus } } } }
"""


async def shipped(world: World, quantity: str, key: str) -> tuple[Any, str]:
    """An order of 20 valves, so many of them shipped."""
    order, line = await placed(world, "VALVE-20", "20", key)
    await move(world, "postShipment", order["salesOrder"]["id"], 0, quantity)
    status = "SHIPPED" if quantity == "20" else "PARTIALLY_SHIPPED"
    await reach(world, order["id"], status)
    return order, line


async def line_error(world: World, order: Any, key: str, **changes: Any) -> Any:
    wanted = {"orderId": order["id"], "expectedRevision": 1, "reason": "he called"}
    answer = (await world.ask(LINE_ERROR, input={**wanted, "idempotencyKey": key, **changes}))[
        "amendOrder"
    ]
    assert answer["order"]["revision"] == 1
    (error,) = answer["userErrors"]
    return error


@pytest.mark.parametrize("dry", [True, False])
async def test_t14_not_less_than_is_shipped(world: World, *, dry: bool):
    order, line = await shipped(world, "12", "ship-t14")
    wanted = {"setQuantities": [{"lineId": line, "quantity": "10"}], "dryRun": dry}
    assert await line_error(world, order, "ship-t14-less", **wanted) == {
        "__typename": "LineNotChangeable",
        "code": "NOT_ALLOWED_IN_STATE",
        "path": ["input", "setQuantities", "0", "quantity"],
        "lineId": line,
        "minimumQuantity": "12",
        "lineStatus": "PARTIALLY_SHIPPED",
    }


async def test_t14_down_to_what_is_shipped_ends_the_line(world: World):
    order, line = await shipped(world, "12", "ship-t14-down")
    wanted = [{"lineId": line, "quantity": "12"}]
    answer = await amend(world, order, "ship-t14-down-1", setQuantities=wanted)
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "SHIPPED")
    found = await look(world, order)
    assert found["salesOrder"]["status"] == "SHIPPED"
    assert {found["revision"], found["quote"]["revision"]} == {2}
    assert [item["quantity"] for item in found["quote"]["lines"]] == ["12"]


async def test_t14_a_shipped_part_is_not_replaced_and_a_shipped_line_keeps_its_day(world: World):
    order, line = await shipped(world, "12", "ship-t14-product")
    product = [{"lineId": line, "sku": "SEAL-5"}]
    error = await line_error(world, order, "ship-t14-product-1", replaceProducts=product)
    assert (error["__typename"], error["lineId"]) == ("LineNotChangeable", line)
    await move(world, "postShipment", order["salesOrder"]["id"], 1, "8")
    await reach(world, order["id"], "SHIPPED")
    day = [{"lineId": line, "requestedDeliveryDate": "2026-03-10"}]
    error = await line_error(world, order, "ship-t14-product-2", setDates=day)
    assert (error["__typename"], error["path"]) == (
        *("LineNotChangeable", ["input", "setDates", "0", "requestedDeliveryDate"]),
    )


async def test_t14_a_shipped_order_gets_another_line(world: World):
    order, _ = await shipped(world, "20", "ship-add")
    more = [{"sku": "SEAL-5", "quantity": "10"}]
    answer = await amend(world, order, "ship-add-1", addLines=more)
    assert (answer["userErrors"], answer["order"]["status"]) == ([], "PARTIALLY_SHIPPED")


async def test_what_is_left_of_a_part_shipment_is_cancelled(world: World):
    order, _ = await shipped(world, "12", "ship-rest")
    answer = await cancel(world, order, "ship-rest-1")
    assert answer["userErrors"] == []
    assert [line["cancelledQuantity"] for line in answer["cancelledLines"]] == ["8"]
    assert answer["order"]["status"] == "SHIPPED"
    found = await look(world, order)
    assert (found["quote"]["state"], found["quote"]["revision"]) == ("ORDERED", 2)


async def test_t16_shipped_meanwhile_the_cancellation_is_refused(
    world: World, reached: Callable[..., Any]
):
    order, _ = await placed(world, "VALVE-20", "20", "ship-t16")
    world.erp.is_cut = True
    assert (await cancel(world, order, "ship-t16-1"))["order"]["status"] == "CANCELLING"
    await move(world, "postShipment", order["salesOrder"]["id"], 0, "20")
    world.erp.is_cut = False
    await reached(world, order["id"], status="SHIPPED", sync="IN_SYNC")
    found = await look(world, order)
    assert (found["quote"]["state"], found["revision"]) == ("ORDERED", 1)
    assert found["types"].count("CANCEL_REFUSED") == found["types"].count("SHIPPED") == 1
    again = await cancel(world, order, "ship-t16-1")
    assert (again["replayed"], codes(again)) == (True, ["NOT_ALLOWED_IN_STATE"])


async def test_t16_half_shipped_meanwhile_the_rest_is_cancelled(
    world: World, reached: Callable[..., Any]
):
    order, _ = await placed(world, "VALVE-20", "20", "ship-half")
    world.erp.is_cut = True
    await cancel(world, order, "ship-half-1")
    await move(world, "postShipment", order["salesOrder"]["id"], 0, "10")
    world.erp.is_cut = False
    await reached(world, order["id"], status="SHIPPED", sync="IN_SYNC")
    found = await look(world, order)
    assert (found["quote"]["state"], found["quote"]["revision"]) == ("ORDERED", 2)
    assert [line["cancelledQuantity"] for line in found["lines"]] == ["10"]
    assert found["types"].count("SHIPPED") == 1
    assert "CANCELLED" not in found["types"]
