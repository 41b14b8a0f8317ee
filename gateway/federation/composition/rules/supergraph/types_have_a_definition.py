"""A type that is only extended has no owner; somewhere it must be defined."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import ROOTS


def check(merged: MergedSchema, report: Report) -> None:
    """Report types that are extended alone; ``@extends`` counts as a definition.

    Of a type of several kinds the first one counts: another kind is no base for it.
    """
    for name in merged.types:
        first, *others = merged.definitions(name).values()
        same = [each for each in others if each.merged_kind is first.merged_kind]
        if name not in ROOTS and all(
            each.is_extension and not each.has("extends") for each in (first, *same)
        ):
            report.error(
                Code.EXTENSION_WITH_NO_BASE,
                f"{name} is extended, but defined in no subgraph; define it (without extend) in "
                "one",
                *merged.places(name),
            )
