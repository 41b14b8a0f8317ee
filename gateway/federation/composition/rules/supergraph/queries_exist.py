"""A supergraph has queries, and clients may see them."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema


def check(merged: MergedSchema, report: Report) -> None:
    """Report a missing or hidden type Query."""
    query = merged.types.get("Query")
    if query is None:
        report.error(
            Code.NO_QUERIES, "no subgraph defines a query; add a field to type Query in one"
        )
    elif query.has("inaccessible"):
        report.error(
            Code.QUERY_ROOT_TYPE_INACCESSIBLE,
            "the type Query is @inaccessible; hide single fields instead",
            *merged.places("Query"),
        )
