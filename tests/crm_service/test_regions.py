import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_service.regions import normalise_phone, normalise_tax_id, time_zone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("030/1234567", "+49301234567"),
        ("089 123456", "+4989123456"),
        ("0043 1 234567", "+431234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("abc", None),
        ("0", None),
    ],
)
def test_a_phone_number_becomes_e164_with_germany_as_the_region(typed: str, number: str | None):
    assert normalise_phone(typed) == number


def test_a_tax_id_loses_its_blanks_and_the_erp_says_whether_it_is_valid():
    assert normalise_tax_id("de 999 999 999") == "DE999999999"
    assert normalise_tax_id("DE12345") == "DE12345"


def test_an_address_without_a_zone_gets_its_countrys():
    assert time_zone("AT") == "Europe/Vienna"
    assert time_zone("US") == "America/New_York"
    assert time_zone("XX") == "UTC"


@given(st.text("+0123456789 /()-.", max_size=20))
def test_a_normalised_number_stays_as_it_is(typed: str):
    number = normalise_phone(typed)
    assert number is None or normalise_phone(number) == number
