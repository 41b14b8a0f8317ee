"""Countries: time zones of addresses, and phone numbers in E.164 (the call center is in DE)."""

import re
from functools import cache
from zoneinfo import available_timezones

TIME_ZONES = {
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "CH": "Europe/Zurich",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "ES": "Europe/Madrid",
    "NL": "Europe/Amsterdam",
    "BE": "Europe/Brussels",
    "PL": "Europe/Warsaw",
    "CZ": "Europe/Prague",
    "DK": "Europe/Copenhagen",
    "SE": "Europe/Stockholm",
    "GB": "Europe/London",
    "US": "America/New_York",
    "CA": "America/Toronto",
    "JP": "Asia/Tokyo",
    "IN": "Asia/Kolkata",
}
OWN_CALLING_CODE = "49"


def time_zone(country: str) -> str:
    """The zone of an address whose zone is not given; UTC for a country that is not listed."""
    return TIME_ZONES.get(country, "UTC")


def is_time_zone(name: str) -> bool:
    """Whether the IANA database knows it."""
    return name in _zones()


def normalise_phone(text: str) -> str | None:
    """E.164, or None for what is no phone number; national numbers are German (R-DUP)."""
    digits = re.sub(r"[\s()/.\-]", "", text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = f"+{OWN_CALLING_CODE}{digits[1:]}"
    return digits if re.fullmatch(r"\+[1-9][0-9]{5,14}", digits) else None


def normalise_tax_id(text: str) -> str:
    """Upper case without blanks. Whether it is valid, the ERP says: it derives the terms."""
    return re.sub(r"\s", "", text).upper()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
