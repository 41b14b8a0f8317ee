import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.regions import (
    _OF_POSTAL_CODES,
    TIME_ZONES,
    is_time_zone,
    normalise_phone,
    normalise_tax_id,
    time_zone,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("030/1234567", "+49301234567"),
        ("089 123456", "+4989123456"),
        ("0043 1 234567", "+431234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+49 (0)30 1234567", "+49301234567"),
        ("0049 (0)30 123", "+4930123"),
        ("(0)30 1234567", "+49301234567"),
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


@pytest.mark.parametrize(
    ("country", "code", "zone"),
    [
        ("US", "10001", "America/New_York"),
        ("US", "60601", "America/Chicago"),
        ("US", "80202", "America/Denver"),
        ("US", "85001", "America/Phoenix"),
        ("US", "94105", "America/Los_Angeles"),
        ("US", "89101", "America/Los_Angeles"),
        ("US", "96801", "Pacific/Honolulu"),
        ("US", " 99501", "America/Anchorage"),
        ("US", None, "America/New_York"),
        ("CA", "v6b 1a1", "America/Vancouver"),
        ("CA", "M5H", "America/Toronto"),
        ("ES", "35001", "Atlantic/Canary"),
        ("DE", "80331", "Europe/Berlin"),
    ],
)
def test_where_a_country_has_several_zones_the_postal_code_tells(
    country: str, code: str | None, zone: str
):
    assert time_zone(country, code) == zone


def test_every_zone_is_one_of_the_database():
    tables = [TIME_ZONES, *_OF_POSTAL_CODES.values()]
    assert {zone for table in tables for zone in table.values() if not is_time_zone(zone)} == set()


@given(st.text("+0123456789 /()-.", max_size=20))
def test_a_normalised_number_stays_as_it_is(typed: str):
    number = normalise_phone(typed)
    assert number is None or normalise_phone(number) == number
