from decimal import Decimal

import httpx
import pytest

from gateway.demo.comparison import Comparison, compare
from gateway.demo.narration import comparison
from gateway.endpoint import JSON, Endpoint

UNIFIED = {"quote": {"id": "qot_1"}, "salesOrder": {"number": "SO-1"}}


def endpoint(data: JSON) -> Endpoint:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": data}))
    return Endpoint("system", "http://system.example", httpx.AsyncClient(transport=transport))


def crm(*lines: tuple[str, str]) -> Endpoint:
    shown = [{"product": {"sku": sku}, "quantity": quantity} for sku, quantity in lines]
    return endpoint({"quote": {"lines": shown}})


def erp(*lines: tuple[str, str]) -> Endpoint:
    shown = [{"sku": sku, "orderedQuantity": quantity} for sku, quantity in lines]
    return endpoint({"salesOrderByNumber": {"lines": shown}})


async def test_equal_quantities_are_equal_however_they_are_written_or_split():
    found = await compare(
        crm(("A", "30"), ("B", "1.5")), erp(("B", "1.50"), ("A", "10"), ("A", "20")), UNIFIED
    )
    assert found.is_equal
    assert comparison(found)[-1] == "the same quantities in both systems, entered once"


@pytest.mark.parametrize("lines", [(), (("A", "29"),), (("A", "30"), ("B", "1"))])
async def test_other_quantities_or_lines_differ(lines: tuple[tuple[str, str], ...]):
    assert not (await compare(crm(("A", "30")), erp(*lines), UNIFIED)).is_equal


async def test_an_order_that_is_in_neither_system_is_not_equal():
    found = await compare(crm(), erp(), {"quote": None, "salesOrder": None})
    assert found == Comparison({}, {})
    assert not found.is_equal


def test_a_line_that_one_system_lacks_is_shown_so():
    rows = comparison(Comparison({"A": Decimal(30)}, {}))
    assert rows[1].split() == ["A", "30", "-"]
    assert rows[-1] == "DIFFERENT quantities in both systems, entered once"
