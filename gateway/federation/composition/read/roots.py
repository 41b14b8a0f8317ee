"""Root types: whatever a subgraph calls them, the supergraph has Query, Mutation, Subscription."""

from __future__ import annotations

from collections.abc import Mapping

from graphql import DocumentNode, SchemaDefinitionNode, SchemaExtensionNode, TypeDefinitionNode
from graphql.language import TypeExtensionNode

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.subgraph import SubgraphDefinition

_STANDARD = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
_USED = {
    "query": Code.ROOT_QUERY_USED,
    "mutation": Code.ROOT_MUTATION_USED,
    "subscription": Code.ROOT_SUBSCRIPTION_USED,
}


def read_roots(
    definition: SubgraphDefinition, document: DocumentNode, report: Report
) -> Mapping[str, str] | None:
    """Renamings (own name to standard name); None when a standard name means something else."""
    lines = {
        node.name.value: node.loc.start_token.line if node.loc else 0
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode)
    }
    renamings: dict[str, str] = {}
    clashes = 0
    for kind, name in declared_roots(document):
        standard = _STANDARD[kind]
        if name == standard:
            continue
        renamings[name] = standard
        if standard in lines:
            clashes += 1
            report.error(
                _USED[kind],
                f"{definition.name!r} has a type {standard}, but its {kind} root is {name}; rename "
                "one of them, since the supergraph's root has the standard name",
                Location(definition.name, lines[standard]),
            )
    return None if clashes else renamings


def declared_roots(document: DocumentNode) -> list[tuple[str, str]]:
    """Kind and type name of the roots that the schema element names."""
    return [
        (root.operation.value, root.type.name.value)
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for root in node.operation_types or ()
    ]
