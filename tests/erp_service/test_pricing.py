from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from erp_service.pricing.order import LineToPrice, Tier, price_order
from erp_service.pricing.rounding import distribute
from erp_service.terms.credit import check_credit, is_valid_tax_id, terms_of_new
from erp_service.terms.tax import rates_for, tax_treatment

TIERS = tuple(
    Tier(Decimal(minimum), Decimal(percent)) for minimum, percent in ((10, 3), (50, 5), (100, 8))
)
RATES = {"STANDARD": Decimal(19)}


def gross(*lines: tuple[int, str]) -> Decimal:
    priced = [
        LineToPrice(str(index), Decimal(quantity), Decimal(price), TIERS, "STANDARD")
        for index, (quantity, price) in enumerate(lines)
    ]
    return price_order(priced, RATES, "EUR").gross


def test_the_story_as_wanted_reduced_and_without_the_pumps():
    valve = (100, "12.35")
    assert gross((60, "149.90"), valve) == Decimal("11519.80")
    assert gross((30, "149.90"), valve) == Decimal("6542.97")
    assert gross(valve) == Decimal("1352.08")


def test_single_pieces_have_no_tier():
    assert gross((1, "899.00")) == Decimal("1069.81")
    assert gross((1, "949.00")) == Decimal("1129.31")


def test_prepayment_is_what_exceeds_the_limit():
    terms = terms_of_new("COMPANY", "DE123456789")
    due = [
        check_credit(terms, Decimal(0), Decimal(total)).prepayment_due
        for total in ("11519.80", "6542.97", "1352.08")
    ]
    assert due == [Decimal("9519.80"), Decimal("4542.97"), Decimal(0)]


def test_a_person_pays_everything_before():
    decision = check_credit(terms_of_new("PERSON", None), Decimal(0), Decimal("10.00"))
    assert (decision.status, decision.prepayment_due) == ("AWAITING_PREPAYMENT", Decimal("10.00"))


def test_an_overdue_invoice_blocks():
    terms = terms_of_new("COMPANY", "DE123456789")
    assert check_credit(terms, Decimal(0), Decimal(1), has_overdue=True).status == "BLOCKED"


def test_a_tax_id_is_prefix_and_pattern():
    assert is_valid_tax_id("DE 123456789")
    assert not is_valid_tax_id("DE12345678")
    assert not is_valid_tax_id(None)


def test_tax_follows_the_ship_to():
    assert tax_treatment("DE", "DE", foreign_tax_id=True) == "DOMESTIC"
    assert tax_treatment("DE", "AT", foreign_tax_id=False) == "INTRA_EU_B2C"
    assert tax_treatment("DE", "AT", foreign_tax_id=True) == "INTRA_EU_REVERSE_CHARGE"
    assert rates_for(tax_treatment("DE", "US", foreign_tax_id=False), RATES)["STANDARD"] == 0


cents = st.integers(0, 10**9).map(lambda number: Decimal(number).scaleb(-2))


@given(cents, st.lists(cents, min_size=1, max_size=20).filter(any))
def test_largest_remainder_sums_exactly(total: Decimal, weights: list[Decimal]):
    assert sum(distribute(total, weights, "EUR")) == total
