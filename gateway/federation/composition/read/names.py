"""What a subgraph calls the directives of federation that it applies."""

from __future__ import annotations

from graphql import DocumentNode

from gateway.federation.composition.read.applied import applied_directives
from gateway.federation.composition.read.dialect import Dialect


def read_names(document: DocumentNode, dialect: Dialect) -> dict[str, str]:
    """Directive of federation to its name in the document, the first one used."""
    names: dict[str, str] = {}
    for own in dict.fromkeys(each.name.value for each in applied_directives(document)):
        if own in dialect.directives:
            names.setdefault(dialect.directives[own], own)
    return names
