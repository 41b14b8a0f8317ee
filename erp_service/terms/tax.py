"""Tax treatment by ship-to and buyer, and the rates that follow (R-TRM-3, rule 3.9.12)."""

from collections.abc import Mapping
from decimal import Decimal

_EU = (
    "AT BE BG CY CZ DE DK EE EL ES FI FR GR HR",
    "HU IE IT LT LU LV MT NL PL PT RO SE SI SK",
)
EU_COUNTRIES = frozenset(code for row in _EU for code in row.split())


def tax_treatment(origin: str, ship_to: str, *, foreign_tax_id: bool) -> str:
    """``foreign_tax_id``: a COMPANY with a valid EU id of another country than the origin."""
    if ship_to == origin:
        return "DOMESTIC"
    if ship_to not in EU_COUNTRIES:
        return "EXPORT"
    return "INTRA_EU_REVERSE_CHARGE" if foreign_tax_id else "INTRA_EU_B2C"


def rates_for(treatment: str, origin_rates: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    """The origin's rates, or 0 for every category where no tax is due."""
    if treatment in {"DOMESTIC", "INTRA_EU_B2C"}:
        return origin_rates
    return dict.fromkeys(origin_rates, Decimal(0))
