"""T03: a known customer, everything in stock."""

from tests.erp_service.conftest import CREATE, SIMULATE, Erp, order

VALVES = order(("VALVE-20", "100"))


async def test_a_simulation_prices_and_promises_and_writes_nothing(erp: Erp):
    found = await erp.call(SIMULATE, input=VALVES)
    assert found["grossTotal"] == {"amount": "1352.08", "currency": "EUR"}
    assert found["creditStatus"] == "APPROVED"
    assert found["asOf"] == "2026-03-02T08:00:00Z"
    (line,) = found["lines"]
    assert line["availableOnRequestedDate"] == "480"
    assert line["alternatives"] == []
    part = {"deliveryDate": "2026-03-06", "shipDate": "2026-03-05", "quantity": "100"}
    assert line["confirmed"] == [{**part, "warehouse": "BER", "basis": "STOCK"}]
    assert await erp.events() == []


async def test_the_order_is_confirmed_as_promised(erp: Erp):
    created = await erp.place(VALVES)
    assert created["userErrors"] == []
    found = created["salesOrder"]
    assert (found["number"], found["status"]) == ("SO-2026-000001", "CONFIRMED")
    assert (found["confirmation"], found["delivery"]) == ("FULL", "NONE")
    assert found["grossTotal"] == {"amount": "1352.08"}
    (line,) = found["lines"]
    assert line["discountAmount"] == {"amount": "98.80"}
    assert line["netAmount"] == {"amount": "1136.20"}
    assert (line["reservedQuantity"], line["openQuantity"]) == ("100", "100")
    assert [part["deliveryDate"] for part in line["scheduleLines"]] == ["2026-03-06"]
    after = await erp.call(SIMULATE, input=order(("VALVE-20", "1"), externalReference="ord_2"))
    assert after["lines"][0]["availableOnRequestedDate"] == "380"


async def test_a_repeated_request_answers_the_same_order_and_writes_once(erp: Erp):
    first = await erp.place(VALVES)
    assert await erp.place(VALVES) == first
    (event,) = await erp.events()
    assert (event["type"], event["entityType"]) == ("SalesOrderChanged", "SalesOrder")
    assert event["entityId"] == first["salesOrder"]["id"]
    assert event["payload"]["externalReference"] == "ord_1"
    assert event["payload"]["status"] == "CONFIRMED"


async def test_another_request_for_the_same_reference_is_refused(erp: Erp):
    await erp.place(VALVES)
    again = await erp.place(VALVES, requestId="another")
    assert again["salesOrder"] is None
    assert [error["code"] for error in again["userErrors"]] == ["DUPLICATE_REFERENCE"]


async def test_an_order_is_an_entity_by_id_and_by_number(erp: Erp):
    found = (await erp.place(VALVES))["salesOrder"]
    query = """query($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on SalesOrder { id number customerId customer { id } lines { sku product { sku } } } } }"""
    keys = [{"id": found["id"]}, {"number": found["number"]}, {"number": "SO-0"}]
    asked = [{"__typename": "SalesOrder", **key} for key in keys]
    by_id, by_number, unknown = await erp.call(query, representations=asked)
    assert by_id == by_number
    assert by_id["customer"] == {"id": "cus_k2"}
    assert unknown is None


async def test_only_our_processes_create_orders(erp: Erp):
    answer = await erp.send(CREATE, input=VALVES, is_internal=False)
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
