"""Whether a subgraph is valid GraphQL once federation's own definitions are added.

The rules are the GraphQL specification's (graphql-core's), with one leave: a type may be extended
without being defined, since another subgraph defines it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NullValueNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    get_argument_values,
    parse,
)
from graphql.language import TypeExtensionNode

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.applied import applied_directives, defined_directives
from gateway.federation.composition.read.definitions import is_overlooked
from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.composition.read.reserved_types import misused_types
from gateway.federation.composition.read.roots import declared_roots
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.join import DEFINITIONS
from gateway.federation.supergraph.validity import problems_of, sdl_problems_of

_DEFINITION_OF: dict[str, type[TypeDefinitionNode]] = {
    "object_type_extension": ObjectTypeDefinitionNode,
    "interface_type_extension": InterfaceTypeDefinitionNode,
    "union_type_extension": UnionTypeDefinitionNode,
    "enum_type_extension": EnumTypeDefinitionNode,
    "scalar_type_extension": ScalarTypeDefinitionNode,
    "input_object_type_extension": InputObjectTypeDefinitionNode,
}
# Other subgraphs may have the queries; composition looks for them in the whole.
_NO_QUERY = re.compile("^Query root type must be provided")
# A type of such a name is no root then; whether that fits, the other subgraphs tell.
_NO_QUERY_NOR_ROOTS = re.compile(f"{_NO_QUERY.pattern}|root type must be Object type")
_OF_FIELD_SETS = ("key", "requires", "provides")
_UNKNOWN_DIRECTIVE = "Unknown directive '@"


def check_validity(
    definition: SubgraphDefinition, document: DocumentNode, dialect: Dialect, report: Report
) -> bool:
    """Report every rule of GraphQL that a subgraph breaks; True when it breaks none."""
    completed = _Completion(document, dialect).document()
    problems = (
        list(_operations(document))
        or sdl_problems_of(completed)
        or list(misused_types(document, dialect))
        or _schema_problems(completed, dialect)
    )
    for problem in problems:
        line = problem.locations[0].line if problem.locations else 0
        report.error(
            Code.INVALID_GRAPHQL,
            f"in {definition.name!r}: {problem.message.rstrip('.')}{_advice(problem, dialect)}",
            Location(definition.name, line),
        )
    return not problems


def _operations(document: DocumentNode) -> Iterator[GraphQLError]:
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode | FragmentDefinitionNode):
            yield GraphQLError("a schema cannot hold operations or fragments", node)


def _schema_problems(document: DocumentNode, dialect: Dialect) -> list[GraphQLError]:
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        tolerated = _NO_QUERY if declared_roots(document) else _NO_QUERY_NOR_ROOTS
        problems = [each for each in problems_of(schema) if not tolerated.search(each.message)]
        return problems or list(_misused_directives(document, schema, dialect))
    except GraphQLError as error:
        return [error]
    except (TypeError, ValueError) as error:
        return [GraphQLError(str(error))]


def _misused_directives(
    document: DocumentNode, schema: GraphQLSchema, dialect: Dialect
) -> Iterator[GraphQLError]:
    """Arguments of directives whose values do not fit, which the rules on SDL leave out."""
    for node in applied_directives(document):
        if _is_without_fields(node, dialect):
            continue
        definition = schema.get_directive(node.name.value)
        try:
            if definition is not None:
                get_argument_values(definition, node)
        except GraphQLError as error:
            yield GraphQLError(f"@{node.name.value}: {error.message}", node)


def _is_without_fields(node: DirectiveNode, dialect: Dialect) -> bool:
    """Whether it is a ``@key(fields: null)`` or the like, which a rule of federation judges."""
    return dialect.directives.get(node.name.value) in _OF_FIELD_SETS and any(
        each.name.value == "fields" and isinstance(each.value, NullValueNode)
        for each in node.arguments or ()
    )


def _advice(problem: GraphQLError, dialect: Dialect) -> str:
    if not problem.message.startswith(_UNKNOWN_DIRECTIVE):
        return "; correct the SDL"
    name = problem.message.removeprefix(_UNKNOWN_DIRECTIVE).split("'")[0]
    local = {canonical: own for own, canonical in dialect.directives.items()}
    if name in local:
        return (
            f'; if federation\'s is meant, add "@{name}" to the imports of its @link, or write '
            f"@{local[name]}"
        )
    close = get_close_matches(name, dialect.directives, n=1)
    return f"; did you mean @{close[0]}?" if close else "; define it, or remove it"


@dataclass(frozen=True, slots=True)
class _Completion:
    """A subgraph's document made complete; its own nodes keep their lines."""

    subgraph: DocumentNode
    dialect: Dialect

    def document(self) -> DocumentNode:
        own = [node for node in self.subgraph.definitions if not self._is_machinery(node)]
        defined = {node.name.value for node in own if isinstance(node, TypeDefinitionNode)}
        completed: list[DefinitionNode] = []
        for node in own:
            if isinstance(node, TypeExtensionNode) and node.name.value not in defined:
                defined.add(node.name.value)
                completed.append(_as_definition(node))
            else:
                completed.append(node)
        directives = defined_directives(DocumentNode(definitions=tuple(own)))
        added = (
            node
            for node in self._added()
            if not (isinstance(node, DirectiveDefinitionNode) and node.name.value in directives)
            and not (isinstance(node, TypeDefinitionNode) and node.name.value in defined)
        )
        return DocumentNode(definitions=(*completed, *added))

    def _is_machinery(self, node: DefinitionNode) -> bool:
        """Whether the specification's own definition takes the place of a subgraph's."""
        if (
            isinstance(node, InputObjectTypeDefinitionNode)
            and node.name.value in self.dialect.types
        ):
            return False
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            return self.dialect.is_machinery_type(node.name.value)
        return isinstance(node, DirectiveDefinitionNode) and is_overlooked(node, self.dialect)

    def _added(self) -> Iterator[DefinitionNode]:
        texts = [
            DEFINITIONS["link"]
            .replace("@link(", f"@{self.dialect.link}(", 1)
            .replace("link__", f"{self.dialect.link}__"),
            *map(self.dialect.type_definition, self.dialect.types),
            *self._directive_texts(),
            "scalar _Any",
            "type _Service { sdl: String }",
            "union _Entity = _Service",
            *self._query_fields(),
        ]
        return iter(_parsed("\n".join(texts)).definitions)

    def _query_fields(self) -> Iterator[str]:
        """Every subgraph can be asked for its SDL, so that Query is never empty."""
        name = dict(declared_roots(self.subgraph)).get("query", "Query")
        parts: list[Any] = [
            node
            for node in self.subgraph.definitions
            if isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode)
            and node.name.value == name
        ]
        if parts and not any(part.fields for part in parts):
            yield f"extend type {name} {{ _service: _Service! }}"

    def _directive_texts(self) -> Iterator[str]:
        for name in self.dialect.directives:
            yield f"directive @{name} {self.dialect.signature(name)}"


@lru_cache(maxsize=64)
def _parsed(text: str) -> DocumentNode:
    """What is added is the same for all subgraphs that link alike."""
    return parse(text, no_location=True)


def _as_definition(node: TypeExtensionNode) -> TypeDefinitionNode:
    members = {key: getattr(node, key) for key in node.keys if key != "description"}
    return _DEFINITION_OF[node.kind](**members)
