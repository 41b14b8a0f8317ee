"""Countries: time zones of addresses, and phone numbers in E.164 (the call center is in DE)."""

import re
from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

TIME_ZONES = {
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CH": "Europe/Zurich",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "TR": "Europe/Istanbul",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "CA": "America/Toronto",
    "CN": "Asia/Shanghai",
    "IL": "Asia/Jerusalem",
    "IN": "Asia/Kolkata",
    "JP": "Asia/Tokyo",
    "KR": "Asia/Seoul",
    "SG": "Asia/Singapore",
    "ZA": "Africa/Johannesburg",
}
# Where a country has several zones: by the beginnings of its postal codes, the longest first.
_OF_POSTAL_CODES: Mapping[str, Mapping[str, str]] = {
    "CA": {
        **dict.fromkeys("BCE", "America/Halifax"),
        "A": "America/St_Johns",
        "R": "America/Winnipeg",
        "S": "America/Regina",
        "T": "America/Edmonton",
        "V": "America/Vancouver",
    },
    "ES": {"35": "Atlantic/Canary", "38": "Atlantic/Canary"},
    "US": {
        **dict.fromkeys(("35", "36", "38", "5", "6", "7"), "America/Chicago"),
        **dict.fromkeys(("370", "371", "372", "39", "420", "421", "422"), "America/Chicago"),
        **dict.fromkeys(("463", "464", "476", "477"), "America/Chicago"),
        **dict.fromkeys(("398", "399"), "America/New_York"),
        **dict.fromkeys(("59", "798", "799", "8"), "America/Denver"),
        **dict.fromkeys(("85", "86"), "America/Phoenix"),
        **dict.fromkeys(("889", "89", "9"), "America/Los_Angeles"),
        **dict.fromkeys(("967", "968"), "Pacific/Honolulu"),
        **dict.fromkeys(("995", "996", "997", "998", "999"), "America/Anchorage"),
    },
}
OWN_CALLING_CODE = "49"


def time_zone(country: str, postal_code: str | None = None) -> str:
    """The zone of an address whose zone is not given; UTC for a country that is not listed.

    Where a country has several, the postal code tells; without one the capital's is taken.
    """
    code = (postal_code or "").strip().upper()
    zones = _OF_POSTAL_CODES.get(country, {})
    for length in range(len(code), 0, -1):
        if code[:length] in zones:
            return zones[code[:length]]
    return TIME_ZONES.get(country, "UTC")


def is_time_zone(name: str) -> bool:
    """Whether the IANA database knows it."""
    return name in _zones()


def normalise_phone(text: str) -> str | None:
    """E.164, or None for what is no phone number; national numbers are German (R-DUP)."""
    # The zero that is not dialled from abroad is often written: +49 (0)30 ...
    is_international = text.strip().startswith(("+", "00"))
    written = text.replace("(0)", "") if is_international else text
    digits = re.sub(r"[\s()/.\-]", "", written)
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
