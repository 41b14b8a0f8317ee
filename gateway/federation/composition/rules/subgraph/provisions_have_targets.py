"""A ``@provides`` stands on a field that is resolved here and returns something with fields.

It is judged before all else: without it, no other rule knows what is provided.
"""

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import COMPOSITE
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.language.type_reference import named_type


def check(subgraph: Subgraph, report: Report) -> None:
    """Report provisions of nothing."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            target = subgraph.types.get(named_type(field.type))
            for provides in field.applied("provides"):
                place = f"@provides on {definition.name}.{field.name} in {subgraph.name!r}"
                if (definition.name, field.name) in subgraph.facts.external:
                    report.error(
                        Code.EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE,
                        f"{place}: the field is @external, so it is not resolved here; remove one "
                        "of the two",
                        subgraph.at(provides),
                    )
                elif target is None or target.kind not in COMPOSITE:
                    report.error(
                        Code.PROVIDES_ON_NON_OBJECT_FIELD,
                        f"{place}: {field.type} has no fields to provide; remove the directive",
                        subgraph.at(provides),
                    )
