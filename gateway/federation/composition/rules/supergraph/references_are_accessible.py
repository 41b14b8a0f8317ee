"""What clients see never refers to a type that they do not see."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.visibility import visible_typed_elements
from gateway.federation.language.type_reference import named_type


def check(merged: MergedSchema, report: Report) -> None:
    """Report visible fields, arguments and input fields of hidden types."""
    hidden = {name for name, each in merged.types.items() if each.has("inaccessible")}
    for coordinate, owner, type_ in visible_typed_elements(merged):
        if named_type(type_) in hidden:
            report.error(
                Code.REFERENCED_INACCESSIBLE,
                f"{coordinate} is visible, but its type {named_type(type_)} is @inaccessible; hide "
                "both, or none",
                *merged.places(owner),
            )
