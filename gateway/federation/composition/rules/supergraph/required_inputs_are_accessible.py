"""What clients must give, they must see."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.visibility import inputs_of_what_is_visible


def check(merged: MergedSchema, report: Report) -> None:
    """Report hidden arguments and input fields that are required."""
    for coordinate, _, value in inputs_of_what_is_visible(merged):
        if value.is_required and value.has("inaccessible"):
            report.error(
                Code.REQUIRED_INACCESSIBLE,
                f"{coordinate} is @inaccessible, but required; make it optional, or show it",
                *merged.places(coordinate),
            )
