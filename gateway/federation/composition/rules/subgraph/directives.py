"""No directive of the federation specification is silently ignored."""

from collections.abc import Iterator
from typing import Any

from graphql import DirectiveNode, DocumentNode, Node

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.collect import line_of
from gateway.federation.composition.diagnostic import Diagnostic, Location
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.directives import DIRECTIVES
from gateway.federation.spec.federation_link import FederationLink


def check(
    definition: SubgraphDefinition, document: DocumentNode, link: FederationLink
) -> Iterator[Diagnostic]:
    """Report each use of a directive that composition does not handle yet."""
    for coordinate, directive in _uses(document):
        name = link.names.get(directive.name.value)
        if name is not None and name in DIRECTIVES and not DIRECTIVES[name].is_supported:
            yield Diagnostic(
                Code.UNSUPPORTED_FEATURE,
                f"@{name} on {coordinate} in subgraph {definition.name!r} is not supported yet; "
                "remove the directive or compose with a later release",
                (Location(definition.name, line_of(directive)),),
            )


def _uses(document: DocumentNode) -> Iterator[tuple[str, DirectiveNode]]:
    for node in document.definitions:
        name = getattr(node, "name", None)
        yield from _below(node, name.value if name else "schema")


def _below(node: Node, coordinate: str) -> Iterator[tuple[str, DirectiveNode]]:
    parts: Any = node
    for directive in getattr(parts, "directives", None) or ():
        yield coordinate, directive
    for attribute, form in (("fields", "{}.{}"), ("values", "{}.{}"), ("arguments", "{}({}:)")):
        for child in getattr(parts, attribute, None) or ():
            yield from _below(child, form.format(coordinate, child.name.value))
