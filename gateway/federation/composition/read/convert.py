"""From a subgraph's document to values: extensions folded in, names and roots made standard.

``@shareable`` on a type is moved to the fields of that very declaration (a definition or one of
its extensions), ``@external`` on a type to all its fields, as the federation specification has it;
``@extends`` makes ``is_extension`` true, as ``extend type`` without a definition does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeNode,
    print_ast,
    value_from_ast_untyped,
)
from graphql.language import (
    EnumValueNode,
    ListValueNode,
    ObjectValueNode,
    TypeExtensionNode,
    ValueNode,
)

from gateway.federation.composition.read.applied import applied_directives
from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.composition.schema import (
    Applied,
    DirectiveDefinition,
    Element,
    EnumName,
    EnumValue,
    InputValue,
    OutputField,
    TypeDefinition,
)
from gateway.federation.language.from_ast import type_reference
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)
from gateway.federation.spec.directives import (
    BUILT_IN_DIRECTIVES,
    FEDERATION_1,
    MACHINERY_FIELDS,
    STANDARD_DIRECTIVES,
)
from gateway.federation.supergraph.model import TypeKind

_KINDS = {
    "object_type": TypeKind.OBJECT,
    "interface_type": TypeKind.INTERFACE,
    "union_type": TypeKind.UNION,
    "enum_type": TypeKind.ENUM,
    "scalar_type": TypeKind.SCALAR,
    "input_object_type": TypeKind.INPUT,
}
_EXECUTABLE = (
    *("QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD"),
    *("INLINE_FRAGMENT", "VARIABLE_DEFINITION"),
)
_STANDARD_LOCATIONS = {
    "oneOf": {"INPUT_OBJECT"},
    "specifiedBy": {"SCALAR"},
    "deprecated": {
        *("FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"),
    },
}
_Part = TypeDefinitionNode | TypeExtensionNode


@dataclass(frozen=True, slots=True)
class Converted:
    """What a document holds; ``schema`` has the schema's own description and directives.

    Attributes:
        directives: the executable ones, with their executable locations.
        defined: all but federation's, with all locations.
    """

    schema: Element
    types: Mapping[str, TypeDefinition]
    directives: Mapping[str, DirectiveDefinition]
    defined: Mapping[str, DirectiveDefinition]


def convert(document: DocumentNode, dialect: Dialect, roots: Mapping[str, str]) -> Converted:
    """The types, the executable directives and the schema element of a valid subgraph.

    A root type without fields of its own is kept for Query alone, which every subgraph has
    (``_entities`` is there); any other type without fields has none but federation's.
    """
    converter = _Converter(dialect, roots, _redefined(document), _composed(document, dialect))
    parts: dict[str, list[_Part]] = {}
    defined: dict[str, DirectiveDefinition] = {}
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            if not dialect.is_machinery_type(node.name.value):
                name = roots.get(node.name.value, node.name.value)
                parts.setdefault(name, []).append(node)
        elif isinstance(node, DirectiveDefinitionNode):
            defined |= converter.directive(node)
    types = {name: converter.type(name, nodes) for name, nodes in parts.items()}
    types.setdefault("Query", TypeDefinition(name="Query", kind=TypeKind.OBJECT))
    executable = (_executable(each) for each in defined.values())
    return Converted(
        schema=converter.schema(document),
        types=types,
        directives={each.name: each for each in executable if each.locations},
        defined=defined,
    )


def _executable(definition: DirectiveDefinition) -> DirectiveDefinition:
    locations = tuple(each for each in definition.locations if each in _EXECUTABLE)
    return replace(definition, locations=locations)


def _composed(document: DocumentNode, dialect: Dialect) -> frozenset[str]:
    """What ``@composeDirective`` names; those directives are kept where they are applied."""
    return frozenset(
        str(value).removeprefix("@")
        for node in applied_directives(document)
        if dialect.directives.get(node.name.value) == "composeDirective"
        for name, value in _arguments(node)
        if name == "name"
    )


def _redefined(document: DocumentNode) -> frozenset[str]:
    """Standard directives that the document defines to stand elsewhere: they are its own."""
    return frozenset(
        node.name.value
        for node in document.definitions
        if isinstance(node, DirectiveDefinitionNode)
        and {location.value for location in node.locations}
        - _STANDARD_LOCATIONS.get(node.name.value, set())
    )


@dataclass(frozen=True, slots=True)
class _Converter:
    dialect: Dialect
    roots: Mapping[str, str]
    redefined: frozenset[str]
    composed: frozenset[str]

    def schema(self, document: DocumentNode) -> Element:
        nodes: list[Any] = [
            node
            for node in document.definitions
            if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        ]
        described = (node.description for node in nodes if getattr(node, "description", None))
        description = next(described, None)
        return Element(
            name="schema",
            description=description.value if description else None,
            directives=tuple(each for node in nodes for each in self._applied(node.directives)),
            line=_line(nodes[0]) if nodes else 0,
        )

    def type(self, name: str, parts: list[_Part]) -> TypeDefinition:
        first = next((part for part in parts if isinstance(part, TypeDefinitionNode)), parts[0])
        kind = _KINDS[first.kind.removesuffix("_definition").removesuffix("_extension")]
        applied = tuple(each for part in parts for each in self._on_type(part))
        names = [each.name for each in applied]
        nodes: list[Any] = list(parts)
        is_input = kind is TypeKind.INPUT
        description: Any = getattr(first, "description", None)
        return TypeDefinition(
            name=name,
            kind=kind,
            description=description.value if description else None,
            directives=tuple(each for each in applied if each.name != "external"),
            line=_line(first),
            fields={} if is_input else self._fields(name, parts, self._is_external(names)),
            input_fields=self._input_fields(nodes) if is_input else {},
            enum_values={
                node.name.value: EnumValue(**self._element(node))
                for part in nodes
                for node in getattr(part, "values", None) or ()
            },
            interfaces=_names(nodes, "interfaces"),
            members=_names(nodes, "types"),
            is_extension=not isinstance(first, TypeDefinitionNode) or "extends" in names,
        )

    def _is_external(self, names: list[str]) -> bool:
        """Whether ``@external`` on a type goes for its fields; federation 1 ignored it."""
        return "external" in names and self.dialect.version != FEDERATION_1

    def directive(self, node: DirectiveDefinitionNode) -> dict[str, DirectiveDefinition]:
        """By name; nothing for machinery, nor for what is everywhere."""
        name = node.name.value
        if self.dialect.is_machinery_directive(name) or name in BUILT_IN_DIRECTIVES:
            return {}
        definition = DirectiveDefinition(
            **{**self._element(node), "directives": ()},
            arguments=self._input_values(node.arguments),
            locations=tuple(each.value for each in node.locations),
            is_repeatable=bool(node.repeatable),
        )
        return {definition.name: definition}

    def _on_type(self, part: _Part) -> Iterator[Applied]:
        is_extension = isinstance(part, TypeExtensionNode)
        return (
            replace(each, is_in_extension=is_extension) for each in self._applied(part.directives)
        )

    def _fields(self, name: str, parts: list[_Part], is_external: bool) -> dict[str, OutputField]:
        fields: dict[str, OutputField] = {}
        for part in parts:
            marks = tuple(
                Applied(each.name, line=each.line, is_inherited=True)
                for each in self._applied(part.directives)
                if each.name == "shareable"
            )[:1]
            marks += (
                (Applied("external", line=_line(part), is_inherited=True),) if is_external else ()
            )
            nodes: Any = getattr(part, "fields", None) or ()
            for node in nodes:
                if name != "Query" or node.name.value not in MACHINERY_FIELDS:
                    fields[node.name.value] = self._field(node, marks)
        return fields

    def _field(self, node: Any, marks: tuple[Applied, ...]) -> OutputField:
        element = self._element(node)
        own = {each.name for each in element["directives"]}
        element["directives"] += tuple(each for each in marks if each.name not in own)
        return OutputField(
            **element,
            type=self._type_reference(node.type),
            arguments=self._input_values(node.arguments),
        )

    def _input_fields(self, parts: list[Any]) -> dict[str, InputValue]:
        nodes = [node for part in parts for node in part.fields or ()]
        return self._input_values(nodes)

    def _input_values(self, nodes: Any) -> dict[str, InputValue]:
        return {
            node.name.value: InputValue(
                **self._element(node),
                type=self._type_reference(node.type),
                default=print_ast(node.default_value) if node.default_value else None,
            )
            for node in nodes or ()
        }

    def _element(self, node: Any) -> dict[str, Any]:
        return {
            "name": node.name.value,
            "description": node.description.value if node.description else None,
            "directives": tuple(self._applied(getattr(node, "directives", None))),
            "line": _line(node),
        }

    def _applied(self, nodes: tuple[DirectiveNode, ...] | None) -> Iterator[Applied]:
        for node in nodes or ():
            own = node.name.value
            name = self.dialect.directives.get(own)
            if own in STANDARD_DIRECTIVES and own not in self.redefined:
                name = own
            elif name is None and own in self.composed:
                # The sign keeps it apart from federation's own directives.
                name = f"@{own}"
            if name is not None:
                yield Applied(name, dict(_arguments(node)), _line(node))

    def _type_reference(self, node: TypeNode) -> TypeReference:
        return self._rename(type_reference(node))

    def _rename(self, reference: TypeReference) -> TypeReference:
        match reference:
            case NamedType(name):
                return NamedType(self.roots.get(name, name))
            case ListType(item):
                return ListType(self._rename(item))
            case NonNullType(of):
                inner = self._rename(of)
                if isinstance(inner, NonNullType):
                    raise AssertionError("renaming keeps the wrappers")
                return NonNullType(inner)


def _arguments(node: DirectiveNode) -> Iterator[tuple[str, Any]]:
    for argument in node.arguments or ():
        yield argument.name.value, _value(argument.value)


def _value(node: ValueNode) -> Any:
    """The value; names of enum values are kept apart from strings."""
    match node:
        case EnumValueNode():
            return EnumName(node.value)
        case ListValueNode():
            return [_value(item) for item in node.values]
        case ObjectValueNode():
            return {each.name.value: _value(each.value) for each in node.fields}
    return value_from_ast_untyped(node)


def _names(parts: list[Any], attribute: str) -> tuple[str, ...]:
    nodes = (node for part in parts for node in getattr(part, attribute, None) or ())
    return tuple(dict.fromkeys(node.name.value for node in nodes))


def _line(node: Any) -> int:
    return node.loc.start_token.line if node.loc else 0
