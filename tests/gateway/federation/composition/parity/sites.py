"""The places of a document at which a mutation can happen, and the edit of one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    Node,
    TypeDefinitionNode,
    Visitor,
    parse,
    visit,
)
from graphql.language import TypeExtensionNode

_PARTS = (("fields", "{}.{}"), ("values", "{}.{}"), ("arguments", "{}({}:)"))


@dataclass(frozen=True)
class Site:
    """A node, its coordinate, and the definition that holds it."""

    coordinate: str
    node: Any
    owner: Any

    @property
    def kind(self) -> str:
        """The kind of the node, without the difference of definition and extension."""
        return str(self.node.kind).removesuffix("_definition").removesuffix("_extension")


def types(document: DocumentNode) -> Iterator[Site]:
    """The type definitions and extensions."""
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            yield Site(node.name.value, node, node)


def members(document: DocumentNode) -> Iterator[Site]:
    """Fields, input fields and enum values."""
    for site in types(document):
        yield from _children(site, ("fields", "values"))


def arguments(document: DocumentNode) -> Iterator[Site]:
    """Arguments of fields."""
    for site in members(document):
        yield from _children(site, ("arguments",))


def elements(document: DocumentNode) -> Iterator[Site]:
    """Everything that can carry a directive, but the schema."""
    yield from types(document)
    yield from members(document)
    yield from arguments(document)


def directives(document: DocumentNode) -> Iterator[Site]:
    """Applications of directives."""
    schemas = (
        Site("schema", node, node)
        for node in document.definitions
        if node.kind in ("schema_definition", "schema_extension")
    )
    for site in (*schemas, *elements(document)):
        for directive in site.node.directives or ():
            place = f"{site.coordinate}@{directive.name.value}"
            yield Site(place, directive, site.node)


def _children(site: Site, attributes: tuple[str, ...]) -> Iterator[Site]:
    for attribute, form in _PARTS:
        if attribute in attributes:
            for child in getattr(site.node, attribute, None) or ():
                yield Site(form.format(site.coordinate, child.name.value), child, site.node)


def edit(document: DocumentNode, target: Node, replacement: Node | None) -> DocumentNode:
    """The document with one node replaced, or left out."""
    edited: DocumentNode = visit(document, _Edit(target, replacement))
    return edited


def with_directive(node: Any, text: str) -> Any:
    """A node with one more directive."""
    return changed(node, directives=(*(node.directives or ()), parsed_directive(text)))


def changed(node: Any, **attributes: Any) -> Any:
    """A node with other attributes."""
    return type(node)(**{key: getattr(node, key) for key in node.keys} | attributes)


def parsed_directive(text: str) -> DirectiveNode:
    """A directive from its text."""
    node: Any = parse(f"scalar S {text}", no_location=True).definitions[0]
    directive: DirectiveNode = node.directives[0]
    return directive


class _Edit(Visitor):
    def __init__(self, target: Node, replacement: Node | None) -> None:
        super().__init__()
        self._target, self._replacement = target, replacement

    def enter(self, node: Node, *_: object) -> object:
        if node is not self._target:
            return None
        return REMOVE if self._replacement is None else self._replacement
