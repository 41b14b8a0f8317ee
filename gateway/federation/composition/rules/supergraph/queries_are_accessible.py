"""Clients see the root of all queries."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema


def check(merged: MergedSchema, report: Report) -> None:
    """Report a hidden type Query."""
    query = merged.types.get("Query")
    if query is not None and query.has("inaccessible"):
        report.error(
            Code.QUERY_ROOT_TYPE_INACCESSIBLE,
            "the type Query is @inaccessible; hide single fields instead",
            *merged.places("Query"),
        )
