"""The supergraph's document, made from what is printed, without reading it all anew.

It is what graphql-core makes of the text (but for locations), in a quarter of the time: only the
head is parsed, and each different directive, default value and long description but once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import (
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    TypeNode,
    UnionTypeDefinitionNode,
    parse,
    parse_const_value,
)
from graphql.language.block_string import print_block_string

from gateway.federation.composition.printer import PrintedSupergraph, print_applied
from gateway.federation.composition.schema import (
    Applied,
    Element,
    EnumValue,
    InputValue,
    OutputField,
    TypeDefinition,
)
from gateway.federation.language.type_reference import ListType, NamedType, TypeReference
from gateway.federation.supergraph.model import TypeKind

ElementT = TypeVar("ElementT", bound=Element)
NodeT = TypeVar("NodeT")


def document_of(printed: PrintedSupergraph) -> DocumentNode:
    """The document of ``printed.sdl``, without locations."""
    making = _Making()
    head: tuple[DefinitionNode, ...] = parse(printed.head, no_location=True).definitions
    return DocumentNode(definitions=(*head, *map(making.type, printed.types)))


@dataclass(frozen=True, slots=True)
class _Making:
    """Equal parts are one node: nobody changes a node."""

    names: dict[str, NameNode] = field(default_factory=dict)
    references: dict[str, TypeNode] = field(default_factory=dict)
    directives: dict[str, DirectiveNode] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)

    def type(self, definition: TypeDefinition) -> DefinitionNode:
        common = self._common(definition)
        match definition.kind:
            case TypeKind.SCALAR:
                return ScalarTypeDefinitionNode(**common)
            case TypeKind.UNION:
                return UnionTypeDefinitionNode(**common, types=self._named(definition.members))
            case TypeKind.ENUM:
                values = _all(self._enum_value, definition.enum_values)
                return EnumTypeDefinitionNode(**common, values=values)
            case TypeKind.INPUT:
                inputs = _all(self._input_value, definition.input_fields)
                return InputObjectTypeDefinitionNode(**common, fields=inputs)
            case TypeKind.OBJECT:
                kind: Any = ObjectTypeDefinitionNode
            case TypeKind.INTERFACE:
                kind = InterfaceTypeDefinitionNode
        interfaces, fields = definition.interfaces, _all(self._field, definition.fields)
        node: DefinitionNode = kind(**common, interfaces=self._named(interfaces), fields=fields)
        return node

    def _field(self, each: OutputField) -> FieldDefinitionNode:
        return FieldDefinitionNode(
            **self._common(each),
            arguments=_all(self._argument, each.arguments),
            type=self._reference(each.type),
        )

    def _argument(self, each: InputValue) -> InputValueDefinitionNode:
        return self._input_value(each, is_inline=True)

    def _input_value(
        self, each: InputValue, *, is_inline: bool = False
    ) -> InputValueDefinitionNode:
        return InputValueDefinitionNode(
            **self._common(each, is_inline=is_inline),
            type=self._reference(each.type),
            default_value=None if each.default is None else self._value(each.default),
        )

    def _enum_value(self, each: EnumValue) -> EnumValueDefinitionNode:
        return EnumValueDefinitionNode(**self._common(each))

    def _common(self, element: Element, *, is_inline: bool = False) -> dict[str, Any]:
        return {
            "name": self._name(element.name),
            "description": self._description(element.description, is_inline=is_inline),
            "directives": tuple(map(self._directive, element.directives)) or None,
        }

    def _description(self, text: str | None, *, is_inline: bool) -> StringValueNode | None:
        if not text:
            return None
        if is_inline:
            return StringValueNode(value=text, block=False)
        node: StringValueNode = self._value(print_block_string(text))
        return node

    def _directive(self, applied: Applied) -> DirectiveNode:
        text = print_applied(applied)
        known = self.directives.get(text)
        if known is None:
            carrier: Any = parse(f"scalar _ {text}", no_location=True).definitions[0]
            known = self.directives[text] = carrier.directives[0]
        return known

    def _value(self, text: str) -> Any:
        known = self.values.get(text)
        if known is None:
            known = self.values[text] = parse_const_value(text, no_location=True)
        return known

    def _reference(self, reference: TypeReference) -> TypeNode:
        text = str(reference)
        known = self.references.get(text)
        if known is None:
            known = self.references[text] = self._new_reference(reference)
        return known

    def _new_reference(self, reference: TypeReference) -> TypeNode:
        if isinstance(reference, NamedType):
            return NamedTypeNode(name=self._name(reference.name))
        if isinstance(reference, ListType):
            return ListTypeNode(type=self._reference(reference.item))
        inner: Any = self._reference(reference.of)
        return NonNullTypeNode(type=inner)

    def _named(self, names: Iterable[str]) -> tuple[NamedTypeNode, ...] | None:
        return tuple(NamedTypeNode(name=self._name(name)) for name in names) or None

    def _name(self, name: str) -> NameNode:
        known = self.names.get(name)
        if known is None:
            known = self.names[name] = NameNode(value=name)
        return known


def _all(
    make: Callable[[ElementT], NodeT], elements: Mapping[str, ElementT]
) -> tuple[NodeT, ...] | None:
    """The parser, too, tells nothing from an empty list."""
    return tuple(make(each) for each in elements.values()) or None
