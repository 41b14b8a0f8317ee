"""The applications and definitions of directives in a document, as syntax."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    Node,
)


def applied_directives(document: DocumentNode) -> list[DirectiveNode]:
    """All of them, in the order of the text."""
    return [
        directive
        for definition in document.definitions
        for element in _elements(definition)
        for directive in getattr(element, "directives", None) or ()
    ]


def _elements(definition: DefinitionNode) -> Iterator[Node]:
    """What can carry a directive in one definition: itself, its members, their arguments."""
    yield definition
    for attribute in ("arguments", "fields", "values"):
        for member in getattr(definition, attribute, None) or ():
            yield member
            yield from getattr(member, "arguments", None) or ()


def defined_directives(document: DocumentNode) -> frozenset[str]:
    """The names of those that it defines itself."""
    return frozenset(
        node.name.value
        for node in document.definitions
        if isinstance(node, DirectiveDefinitionNode)
    )


def line_of(node: Node) -> int:
    """The line of the text, from 1; 0 when it is not known."""
    return node.loc.start_token.line if node.loc else 0
