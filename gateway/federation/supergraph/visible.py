"""What clients see of a supergraph's document: machinery and ``@inaccessible`` elements removed.

One way down, definition by definition; nodes without anything to hide stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    Node,
    SchemaDefinitionNode,
    TypeDefinitionNode,
)

from gateway.federation.spec.links import Link, name_of_directive

_KEPT_DIRECTIVES = ("deprecated", "specifiedBy", "oneOf")
_EXECUTABLE_LOCATIONS = frozenset(
    (
        *("QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "VARIABLE_DEFINITION"),
        *("FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"),
    )
)
# What a supergraph may hold even when it does not link it: the specifications' own names.
_MACHINERY = ("join", "link", "core", "federation")
_MACHINERY_DIRECTIVES = frozenset(("@link", "@core", "@tag", "@inaccessible"))
# Parts of a definition that are elements, and parts that only name types.
_ELEMENTS = ("fields", "values", "arguments")
_NAMES = ("interfaces", "types")


def visible_document(document: DocumentNode, links: tuple[Link, ...]) -> DocumentNode:
    """The client's view of a supergraph's document; the given one is not changed."""
    view = _View(document, links)
    shown = (view.definition(each) for each in document.definitions)
    return DocumentNode(definitions=tuple(each for each in shown if each is not None))


class _View:
    def __init__(self, document: DocumentNode, links: tuple[Link, ...]) -> None:
        self._links = links
        self._inaccessible = name_of_directive("inaccessible", links)
        self._hidden_types = frozenset(
            node.name.value
            for node in document.definitions
            if isinstance(node, TypeDefinitionNode) and self._is_inaccessible(node)
        )

    def definition(self, node: DefinitionNode) -> Any:
        """The definition as clients see it, or None."""
        match node:
            case DirectiveDefinitionNode():
                return self._executable(node)
            case SchemaDefinitionNode():
                roots = tuple(
                    each
                    for each in node.operation_types
                    if each.type.name.value not in self._hidden_types
                )
                return _changed(self._element(node), operation_types=roots)
            case TypeDefinitionNode() if self._is_machinery(node.name.value):
                return None
            case _ if self._is_inaccessible(node):
                return None
        return self._element(node)

    def _element(self, node: Any) -> Any:
        changes: dict[str, tuple[Node, ...]] = {}
        if node.directives:
            changes["directives"] = tuple(
                each for each in node.directives if each.name.value in _KEPT_DIRECTIVES
            )
        for part in _ELEMENTS:
            elements = getattr(node, part, None)
            if elements:
                changes[part] = self._elements(elements)
        for part in _NAMES:
            named = getattr(node, part, None)
            if named:
                changes[part] = tuple(
                    each for each in named if each.name.value not in self._hidden_types
                )
        return _changed(node, **changes)

    def _elements(self, nodes: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(self._element(each) for each in nodes if not self._is_inaccessible(each))

    def _executable(self, node: DirectiveDefinitionNode) -> DirectiveDefinitionNode | None:
        """Only executable locations mean anything to a client."""
        locations = [each for each in node.locations if each.value in _EXECUTABLE_LOCATIONS]
        if not locations or self._is_machinery(f"@{node.name.value}"):
            return None
        return DirectiveDefinitionNode(
            description=node.description,
            name=node.name,
            arguments=self._elements(node.arguments or ()),
            repeatable=node.repeatable,
            locations=tuple(locations),
        )

    def _is_inaccessible(self, node: Node) -> bool:
        directives: tuple[DirectiveNode, ...] = getattr(node, "directives", None) or ()
        return any(directive.name.value == self._inaccessible for directive in directives)

    def _is_machinery(self, name: str) -> bool:
        prefix, separator, _ = name.removeprefix("@").partition("__")
        return (
            (bool(separator) and prefix in _MACHINERY)
            or name in _MACHINERY_DIRECTIVES
            or any(link.has_local_name(name) for link in self._links)
        )


def _changed(node: Any, **changes: tuple[Node, ...]) -> Any:
    if not changes:
        return node
    values = {name: getattr(node, name) for name in node.keys}
    return type(node)(**{**values, **changes})
