"""What a subgraph calls the directives of federation that it applies."""

from __future__ import annotations

from graphql import DirectiveNode, DocumentNode, Visitor, visit

from gateway.federation.composition.read.dialect import Dialect


def read_names(document: DocumentNode, dialect: Dialect) -> dict[str, str]:
    """Directive of federation to its name in the document, the first one used."""
    finder = _NameFinder()
    visit(document, finder)
    names: dict[str, str] = {}
    for own in finder.found:
        if own in dialect.directives:
            names.setdefault(dialect.directives[own], own)
    return names


class _NameFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def enter(self, node: object, *_: object) -> None:
        """Note each application of a directive."""
        if isinstance(node, DirectiveNode):
            self.found[node.name.value] = None
