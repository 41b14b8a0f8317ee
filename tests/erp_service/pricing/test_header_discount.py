"""R-PRC-4 and R-PRC-5: a discount is a full line amount; the header's is shared by net."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_service.pricing.order import LineToPrice, price_order
from tests.erp_service.conftest import Erp, order

FREE = {"STANDARD": Decimal(0)}
AMOUNTS = st.decimals("0.01", "500.00", places=2)


def price(nets: list[Decimal], discount: Decimal) -> list[tuple[Decimal, Decimal]]:
    lines = [LineToPrice(str(i), Decimal(1), net, (), "STANDARD") for i, net in enumerate(nets)]
    found = price_order(lines, FREE, "EUR", discount)
    return [(line.discount_amount, line.net_amount) for line in found.lines]


async def test_ten_euros_over_three_pieces_stay_ten_euros(erp: Erp):
    found = (await erp.place(order(("VALVE-20", "3"), headerDiscount="10.00")))["salesOrder"]
    (line,) = found["lines"]
    assert (line["discountAmount"]["amount"], line["netAmount"]["amount"]) == ("10.00", "27.05")


def test_of_equal_remainders_the_lower_position_pays_the_cent():
    assert [discount for discount, _ in price([Decimal(10)] * 3, Decimal("0.10"))] == [
        Decimal("0.04"),
        Decimal("0.03"),
        Decimal("0.03"),
    ]


@given(st.lists(AMOUNTS, min_size=1, max_size=12), AMOUNTS)
def test_the_shares_sum_to_the_discount_and_none_is_above_its_line(
    nets: list[Decimal], discount: Decimal
):
    shares = [share for share, _ in price(nets, discount)]
    assert sum(shares) == min(discount, sum(nets))
    assert all(0 <= share <= net for share, net in zip(shares, nets, strict=True))


@given(st.lists(AMOUNTS, min_size=2, max_size=12), AMOUNTS)
def test_each_share_is_within_a_cent_of_its_part_by_net(nets: list[Decimal], discount: Decimal):
    whole = sum(nets)
    for net, (share, _) in zip(nets, price(nets, discount), strict=True):
        assert abs(share - min(discount, whole) * net / whole) < Decimal("0.01")
