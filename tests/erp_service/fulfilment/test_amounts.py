"""However an order is cut into shipments, its invoices sum to its totals."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_service.fulfilment.amounts import bill_shipped
from erp_service.pricing.order import LineToPrice, price_order
from erp_service.sales_orders.record import Line, SalesOrder
from erp_service.sales_orders.repricing import with_prices
from erp_service.sales_orders.request import ShipTo
from erp_service.sales_orders.status import LineQuantities, order_status

RATES = {"STANDARD": Decimal(19), "TEN": Decimal(10)}
PRICE = st.decimals("0.0001", "999.9999", places=4)
LINES = st.lists(
    st.tuples(PRICE, st.integers(1, 40), st.sampled_from(sorted(RATES))), min_size=1, max_size=5
)
DAY, ZERO = date(2026, 3, 2), Decimal(0)


def unbilled(lines: list[tuple[Decimal, int, str]]) -> SalesOrder:
    stored = tuple(
        Line(
            id=str(index),
            position=index + 1,
            sku="A",
            unit="PCE",
            warehouse="BER",
            requested_delivery_date=DAY,
            quantities=LineQuantities(Decimal(quantity), Decimal(quantity)),
            schedule=(),
            unit_price=price,
            discount_percent=ZERO,
            discount_amount=ZERO,
            net_amount=ZERO,
            tax_category=category,
        )
        for index, (price, quantity, category) in enumerate(lines)
    )
    priced = price_order(
        [LineToPrice(e.id, e.quantities.net, e.unit_price, (), e.tax_category) for e in stored],
        RATES,
        "EUR",
    )
    return with_prices(empty(stored), priced)


def empty(lines: tuple[Line, ...]) -> SalesOrder:
    return SalesOrder(
        id="o",
        number="SO-1",
        external_reference="ord",
        revision=1,
        version=1,
        credit_status="APPROVED",
        customer_id="c",
        customer_reference=None,
        requested_delivery_date=DAY,
        delivery_policy="SPLIT",
        delivery_block=False,
        pricing_date=DAY,
        price_list="STANDARD-EUR",
        currency="EUR",
        payment_terms="NET14",
        ship_to=ShipTo("DE", "Europe/Berlin"),
        header_discount=ZERO,
        net_total=ZERO,
        taxes=(),
        gross_total=ZERO,
        prepayment_due=ZERO,
        prepayment_due_date=None,
        prepaid=ZERO,
        refunded=ZERO,
        invoiced_gross=ZERO,
        settled=ZERO,
        confirmed_at=None,
        updated_at=datetime(2026, 3, 2, tzinfo=UTC),
        lines=lines,
        conditions=(),
    )


def shipped(order: SalesOrder, share: Decimal) -> SalesOrder:
    """So much of every line's open rest, rounded down to whole pieces."""
    lines = []
    for line in order.lines:
        more = (line.open * share).quantize(Decimal(1), "ROUND_DOWN")
        done = line.quantities.shipped + more
        lines.append(replace(line, quantities=replace(line.quantities, shipped=done, picked=done)))
    return replace(order, lines=tuple(lines))


@given(LINES, st.lists(st.decimals("0", "1", places=2), max_size=5))
def test_the_invoices_of_all_parts_sum_to_the_order(
    lines: list[tuple[Decimal, int, str]], shares: list[Decimal]
):
    order, nets, grosses = unbilled(lines), [], []
    for share in (*shares, Decimal(1)):
        bill = bill_shipped(shipped(order, share), RATES)
        if bill is not None:
            order = bill.order
            nets.append(bill.net)
            grosses.append(bill.gross)
    assert sum(nets) == order.net_total
    assert sum(grosses) == order.gross_total == order.invoiced_gross
    assert order.open_value == ZERO
    assert order_status(order.facts) == "COMPLETED"
    assert bill_shipped(order, RATES) is None
