"""The applications and definitions of directives in a document, as syntax."""

from __future__ import annotations

from graphql import DirectiveDefinitionNode, DirectiveNode, DocumentNode, Node, Visitor, visit


def applied_directives(document: DocumentNode) -> list[DirectiveNode]:
    """All of them, in the order of the text."""
    finder = _DirectiveFinder()
    visit(document, finder)
    return finder.found


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


class _DirectiveFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[DirectiveNode] = []

    def enter(self, node: object, *_: object) -> None:
        """Note each application of a directive."""
        if isinstance(node, DirectiveNode):
            self.found.append(node)
