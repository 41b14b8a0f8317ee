"""R-PRC-3: tax is computed once per rate on the sum of the nets, not per line."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_service.pricing.order import LineToPrice, price_order
from erp_service.pricing.rounding import round_amount

RATES = {"STANDARD": Decimal(19), "TEN": Decimal(10), "NONE": Decimal(0)}
LINES = st.lists(
    st.tuples(st.decimals("0.01", "999.99", places=2), st.sampled_from(sorted(RATES))), min_size=1
)


def lines(*priced: tuple[Decimal, str]) -> list[LineToPrice]:
    return [
        LineToPrice(str(index), Decimal(1), price, (), category)
        for index, (price, category) in enumerate(priced)
    ]


def test_three_small_lines_are_taxed_as_one_sum():
    found = price_order(lines(*[(Decimal("0.03"), "STANDARD")] * 3), RATES, "EUR")
    assert [str(tax.amount) for tax in found.taxes] == ["0.02"]


@given(LINES)
def test_each_rate_is_taxed_once_and_the_gross_is_net_and_taxes(priced: list[tuple[Decimal, str]]):
    found = price_order(lines(*priced), RATES, "EUR")
    assert len({tax.rate for tax in found.taxes}) == len(found.taxes)
    for tax in found.taxes:
        basis = sum(price for price, category in priced if RATES[category] == tax.rate)
        assert tax.basis == basis
        assert tax.amount == round_amount(basis * tax.rate / 100, "EUR")
    assert found.gross == found.net + sum(tax.amount for tax in found.taxes)
