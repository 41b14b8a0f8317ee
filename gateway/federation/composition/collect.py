"""From a parsed subgraph SDL to its frozen schema: definitions and extensions folded together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    print_ast,
    value_from_ast_untyped,
)

from gateway.federation.composition.subgraph import (
    InputValue,
    KeyDirective,
    Marks,
    OutputField,
    SubgraphDefinition,
    SubgraphSchema,
    SubgraphType,
)
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)
from gateway.federation.spec.directives import MACHINERY_FIELDS, MACHINERY_TYPES
from gateway.federation.spec.federation_link import FederationLink
from gateway.federation.supergraph.model import TypeKind
from gateway.federation.supergraph.reader import type_reference

_KINDS = {
    "object_type": TypeKind.OBJECT,
    "interface_type": TypeKind.INTERFACE,
    "union_type": TypeKind.UNION,
    "enum_type": TypeKind.ENUM,
    "scalar_type": TypeKind.SCALAR,
    "input_object_type": TypeKind.INPUT,
}
_STANDARD_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
Applied = tuple[str, dict[str, Any]]


def collect(
    definition: SubgraphDefinition, document: DocumentNode, link: FederationLink
) -> SubgraphSchema:
    """Fold a subgraph's document into its schema; federation's own machinery is left out."""
    collector = _Collector(link.names, _renamed_roots(document))
    nodes: dict[str, list[TypeDefinitionNode | TypeExtensionNode]] = {}
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            name = node.name.value
            if name not in MACHINERY_TYPES and "__" not in name:
                nodes.setdefault(collector.roots.get(name, name), []).append(node)
    types = {name: collector.type(name, parts) for name, parts in nodes.items()}
    kept = {
        name: type_
        for name, type_ in types.items()
        if type_.fields or type_.kind not in (TypeKind.OBJECT, TypeKind.INTERFACE)
    }
    return SubgraphSchema(definition.name, definition.url, kept)


def line_of(node: Node) -> int:
    """The line at which a node begins, from 1."""
    return node.loc.start_token.line if node.loc else 1


def _renamed_roots(document: DocumentNode) -> dict[str, str]:
    return {
        root.type.name.value: _STANDARD_ROOTS[root.operation.value]
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for root in node.operation_types or ()
    }


@dataclass(frozen=True, slots=True)
class _Collector:
    names: Mapping[str, str]
    roots: Mapping[str, str]

    def type(self, name: str, parts: list[TypeDefinitionNode | TypeExtensionNode]) -> SubgraphType:
        applied = [each for part in parts for each in self._applied(part.directives)]
        first = parts[0]
        kind = _KINDS[first.kind.removesuffix("_definition").removesuffix("_extension")]
        is_input = kind is TypeKind.INPUT
        nodes: list[Any] = list(parts)
        return SubgraphType(
            name=name,
            kind=kind,
            marks=_marks(_description(nodes), applied),
            line=line_of(first),
            keys=tuple(
                KeyDirective(arguments["fields"], arguments.get("resolvable", True))
                for directive, arguments in applied
                if directive == "key"
            ),
            fields={} if is_input else dict(self._fields(nodes)),
            input_fields=dict(self._input_fields(nodes)) if is_input else {},
            interfaces=_names(nodes, "interfaces"),
            members=_names(nodes, "types"),
            enum_values={
                value.name.value: _marks(_text(value), self._applied(value.directives))
                for part in nodes
                for value in getattr(part, "values", None) or ()
            },
            specified_by=_argument_of(applied, "specifiedBy", "url"),
            is_one_of=any(directive == "oneOf" for directive, _ in applied),
        )

    def _fields(self, parts: list[Any]) -> Iterator[tuple[str, OutputField]]:
        for part in parts:
            shared = any(name == "shareable" for name, _ in self._applied(part.directives))
            external = any(name == "external" for name, _ in self._applied(part.directives))
            for node in getattr(part, "fields", None) or ():
                if node.name.value not in MACHINERY_FIELDS:
                    field = self._field(node, is_shareable=shared, is_external=external)
                    yield node.name.value, field

    def _field(
        self, node: FieldDefinitionNode, *, is_shareable: bool, is_external: bool
    ) -> OutputField:
        applied = self._applied(node.directives)
        names = {name for name, _ in applied}
        return OutputField(
            name=node.name.value,
            type=self._type_reference(node.type),
            arguments={
                argument.name.value: self._input_value(argument)
                for argument in node.arguments or ()
            },
            marks=_marks(_text(node), applied),
            line=line_of(node),
            is_shareable=is_shareable or "shareable" in names,
            is_external=is_external or "external" in names,
            requires=_argument_of(applied, "requires", "fields"),
            provides=_argument_of(applied, "provides", "fields"),
        )

    def _input_fields(self, parts: list[Any]) -> Iterator[tuple[str, InputValue]]:
        for part in parts:
            for node in part.fields or ():
                yield node.name.value, self._input_value(node)

    def _input_value(self, node: InputValueDefinitionNode) -> InputValue:
        return InputValue(
            node.name.value,
            self._type_reference(node.type),
            print_ast(node.default_value) if node.default_value else None,
            _marks(_text(node), self._applied(node.directives)),
            line_of(node),
        )

    def _type_reference(self, node: Any) -> TypeReference:
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

    def _applied(self, directives: Iterable[DirectiveNode] | None) -> list[Applied]:
        return [
            (
                self.names.get(directive.name.value, directive.name.value),
                {
                    argument.name.value: value_from_ast_untyped(argument.value)
                    for argument in directive.arguments or ()
                },
            )
            for directive in directives or ()
        ]


def _names(parts: list[Any], attribute: str) -> tuple[str, ...]:
    nodes = (node for part in parts for node in getattr(part, attribute, None) or ())
    return tuple(dict.fromkeys(node.name.value for node in nodes))


def _text(node: Any) -> str | None:
    return node.description.value if node.description else None


def _description(parts: list[Any]) -> str | None:
    return next((_text(part) for part in parts if getattr(part, "description", None)), None)


def _argument_of(applied: list[Applied], directive: str, argument: str) -> str | None:
    return next((given.get(argument) for name, given in applied if name == directive), None)


def _marks(description: str | None, applied: list[Applied]) -> Marks:
    deprecation = next(
        (given.get("reason", "No longer supported") for n, given in applied if n == "deprecated"),
        None,
    )
    return Marks(
        description,
        any(name == "inaccessible" for name, _ in applied),
        tuple(given["name"] for name, given in applied if name == "tag"),
        deprecation,
    )
