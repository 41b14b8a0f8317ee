"""A ``@key`` selects fields that exist, have no arguments and are of no abstract type."""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.rules.subgraph.field_set_rule import FieldSetPlace
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind

KEYS_ON_INTERFACES_SINCE = (2, 3)


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every key of a subgraph."""
    for definition in subgraph.types.values():
        for key in definition.applied("key"):
            place = FieldSetPlace(subgraph, key, definition.name, definition.name, report)
            if (
                definition.kind is TypeKind.INTERFACE
                and subgraph.version < KEYS_ON_INTERFACES_SINCE
            ):
                report.error(
                    Code.KEY_UNSUPPORTED_ON_INTERFACE,
                    f"@key on the interface {definition.name} in {subgraph.name!r} needs "
                    "federation v2.3; link it, or put the key on the types",
                    subgraph.at(key),
                )
            fields = place.parse()
            if fields and place.forbid_abstract_types(fields) and place.fits(fields):
                place.forbid_arguments(fields)
