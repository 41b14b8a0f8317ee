"""A variant of a supergraph for one audience: what bears the audience's ``@tag``, and no more.

In are all fields of a type that bears the tag, and of any other type the fields that bear it
themselves; but a field only if the type that it leads to is in, and a type only with a field that
is. What an interface shows, its types show as well. Leaves and inputs are in wherever something
that is in uses them. All else is marked ``@inaccessible``, so that neither documents nor answers of
the variant can hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    value_from_ast_untyped,
)

from gateway.federation.errors import SupergraphError
from gateway.federation.spec.links import name_of_directive, read_links

_MACHINERY: Final = ("join__", "link__", "core__")
_OBJECTS: Final = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode)
_COMPOSITES: Final = (*_OBJECTS, UnionTypeDefinitionNode)
_Fields = dict[str, dict[str, FieldDefinitionNode]]
_NodeT = TypeVar("_NodeT", bound=Any)


def contract_of(document: DocumentNode, tag: str) -> DocumentNode:
    """The supergraph's variant for whoever this tag names; the given one is not changed.

    Raises:
        SupergraphError: nothing that a query could begin with bears the tag.
    """
    links = read_links(document)
    types = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode) and not node.name.value.startswith(_MACHINERY)
    }
    fields = _settled(_tagged(types, name_of_directive("tag", links), tag), types)
    if "Query" not in fields:
        raise SupergraphError(
            f'no query of the supergraph bears @tag(name: "{tag}"); tag the fields of Query that '
            "this audience may use, and the types that they lead to"
        )
    inaccessible = NameNode(value=name_of_directive("inaccessible", links))
    marking = _Marking(fields, _used(fields, types), ConstDirectiveNode(name=inaccessible))
    definitions = (
        marking.type(each) if types.get(_name(each)) is each else each
        for each in document.definitions
    )
    return DocumentNode(definitions=tuple(definitions))


def _tagged(types: Mapping[str, TypeDefinitionNode], directive: str, tag: str) -> _Fields:
    def bears(node: Any) -> bool:
        return any(
            each.name.value == directive
            and any(value_from_ast_untyped(given.value) == tag for given in each.arguments)
            for each in node.directives or ()
        )

    return {
        name: {each.name.value: each for each in node.fields or () if bears(node) or bears(each)}
        for name, node in types.items()
        if isinstance(node, _OBJECTS)
    }


def _settled(fields: _Fields, types: Mapping[str, TypeDefinitionNode]) -> _Fields:
    """Without fields that lead nowhere, and with what interfaces promise, until nothing changes."""
    while True:
        promised = _with_promised(fields, types)
        shown = {name: each for name, each in promised.items() if each}
        settled = {
            name: {
                key: field
                for key, field in each.items()
                if _leads_somewhere(types.get(_named(field.type)), shown)
            }
            for name, each in shown.items()
        }
        if settled == fields:
            return settled
        fields = settled


def _leads_somewhere(node: TypeDefinitionNode | None, shown: _Fields) -> bool:
    if isinstance(node, UnionTypeDefinitionNode):
        return any(each.name.value in shown for each in node.types or ())
    return not isinstance(node, _OBJECTS) or node.name.value in shown


def _with_promised(fields: _Fields, types: Mapping[str, TypeDefinitionNode]) -> _Fields:
    complete: _Fields = {}
    for name, own in fields.items():
        node: Any = types[name]
        interfaces = [each.name.value for each in node.interfaces or ()]
        promised = {key for each in interfaces for key in fields.get(each, ())}
        complete[name] = {
            each.name.value: each
            for each in node.fields
            if each.name.value in own or each.name.value in promised
        }
    return complete


def _used(fields: _Fields, types: Mapping[str, TypeDefinitionNode]) -> frozenset[str]:
    """The leaves, inputs and unions that fields lead to or take."""
    used: set[str] = set()
    shown = (field for own in fields.values() for field in own.values())
    waiting = [name for field in shown for name in _named_in(field)]
    while waiting:
        name = waiting.pop()
        node = types.get(name)
        if name in used or isinstance(node, _OBJECTS):
            continue
        used.add(name)
        if isinstance(node, InputObjectTypeDefinitionNode):
            waiting.extend(_named(each.type) for each in node.fields or ())
    return frozenset(used)


def _named_in(field: FieldDefinitionNode) -> Iterator[str]:
    yield _named(field.type)
    for argument in field.arguments or ():
        yield _named(argument.type)


def _named(reference: TypeNode) -> str:
    while isinstance(reference, NonNullTypeNode | ListTypeNode):
        reference = reference.type
    if not isinstance(reference, NamedTypeNode):
        raise AssertionError("a type reference ends with a name")
    return reference.name.value


def _name(node: Any) -> str:
    return node.name.value if getattr(node, "name", None) else ""


@dataclass(frozen=True, slots=True)
class _Marking:
    """Marks what is not shown."""

    fields: _Fields
    used: frozenset[str]
    directive: ConstDirectiveNode

    def type(self, node: Any) -> Any:
        name = node.name.value
        shown = self.fields.get(name)
        if shown is None:
            return node if name in self.used else self._marked(node)
        fields = (each if each.name.value in shown else self._marked(each) for each in node.fields)
        return _changed(node, fields=tuple(fields))

    def _marked(self, node: _NodeT) -> _NodeT:
        return _changed(node, directives=(*(node.directives or ()), self.directive))


def _changed(node: _NodeT, **changes: Iterable[Any]) -> _NodeT:
    values = {name: getattr(node, name) for name in node.keys}
    changed: _NodeT = type(node)(**{**values, **changes})
    return changed
