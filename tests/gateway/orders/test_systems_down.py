"""placeOrder with no system running: refused or stored, never lost (domain §2.3 row 9)."""

from pathlib import Path
from typing import Any

import msgspec

from chassis.identity import DEVELOPMENT_ACTOR
from gateway.orders.service import OrdersSettings, open_orders
from tests.databases.kinds import Databases

PLACE = """mutation P($in: PlaceOrderInput!) { placeOrder(input: $in) { outcome replayed
  order { id status sync { state crm { available } } } userErrors { __typename code path } } }"""


async def test_a_placement_is_stored_while_the_crm_is_down(tmp_path: Path, databases: Databases):
    url = databases.at(tmp_path / "orders.db")
    nowhere = "http://127.0.0.1:1"
    process = await open_orders(OrdersSettings(url, nowhere, nowhere, "s" * 40))
    await process.start()
    wanted = {
        "idempotencyKey": "key-0001",
        "customer": {"id": "cus_k2"},
        "requestedDeliveryDate": "2026-03-06",
        "lines": [{"sku": "VALVE-20", "quantity": "100"}],
    }

    async def place(**changes: object) -> Any:
        body = {"query": PLACE, "variables": {"in": {**wanted, **changes}}}
        answer = await process.execute(msgspec.json.encode(body), DEVELOPMENT_ACTOR)
        return msgspec.json.decode(answer)["data"]["placeOrder"]

    try:
        first = await place()
        again = await place()
        reused = await place(requestedDeliveryDate="2026-03-07")
        failing = await place(idempotencyKey="key-0002", onErpUnavailable="FAIL")
    finally:
        await process.close()
    assert (first["outcome"], first["order"]["status"]) == ("QUEUED", "PENDING_ERP")
    assert first["order"]["sync"]["crm"]["available"] is False
    assert (again["replayed"], again["order"]["id"]) == (True, first["order"]["id"])
    assert reused["userErrors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert failing["userErrors"][0]["__typename"] == "SystemUnavailable"
