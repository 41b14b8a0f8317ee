"""No directive of federation is silently ignored: what is not supported yet is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import DirectiveDefinitionNode, DirectiveNode, DocumentNode, Node

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.directives import DIRECTIVES

_PARTS = (("fields", "{}.{}"), ("values", "{}.{}"), ("arguments", "{}({}:)"))


def refuse_unsupported(
    definition: SubgraphDefinition, document: DocumentNode, dialect: Dialect, report: Report
) -> bool:
    """Report each use of what composition does not handle; True when there is none."""
    refused = 0
    for coordinate, directive in _uses(document):
        name = dialect.directives.get(directive.name.value)
        if name is not None and not DIRECTIVES[name].is_supported:
            refused += 1
            line = directive.loc.start_token.line if directive.loc else 0
            report.error(
                Code.UNSUPPORTED_FEATURE,
                f"@{name} on {coordinate} in {definition.name!r} is not supported yet; remove it, "
                "or compose with a later release",
                Location(definition.name, line),
            )
    return not refused


def _uses(document: DocumentNode) -> Iterator[tuple[str, DirectiveNode]]:
    for node in document.definitions:
        name = getattr(node, "name", None)
        sign = "@" if isinstance(node, DirectiveDefinitionNode) else ""
        yield from _below(node, f"{sign}{name.value}" if name else "schema")


def _below(node: Node, coordinate: str) -> Iterator[tuple[str, DirectiveNode]]:
    parts: Any = node
    for directive in getattr(parts, "directives", None) or ():
        yield coordinate, directive
    for attribute, form in _PARTS:
        for child in getattr(parts, attribute, None) or ():
            yield from _below(child, form.format(coordinate, child.name.value))
