"""A supergraph has queries."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema


def check(merged: MergedSchema, report: Report) -> None:
    """Report a missing type Query."""
    if "Query" not in merged.types:
        report.error(
            Code.NO_QUERIES, "no subgraph defines a query; add a field to type Query in one"
        )
