"""Whether a subgraph is valid GraphQL once federation's own definitions are added.

The rules are the GraphQL specification's (graphql-core's), with one leave: a type may be extended
without being defined, since another subgraph defines it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    Visitor,
    build_ast_schema,
    get_argument_values,
    parse,
    validate_schema,
    visit,
)
from graphql.language import TypeExtensionNode
from graphql.validation.validate import validate_sdl

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.directives import DIRECTIVES, FIRST_VERSION
from gateway.federation.spec.join import DEFINITIONS

_DEFINITION_OF: dict[str, type[TypeDefinitionNode]] = {
    "object_type_extension": ObjectTypeDefinitionNode,
    "interface_type_extension": InterfaceTypeDefinitionNode,
    "union_type_extension": UnionTypeDefinitionNode,
    "enum_type_extension": EnumTypeDefinitionNode,
    "scalar_type_extension": ScalarTypeDefinitionNode,
    "input_object_type_extension": InputObjectTypeDefinitionNode,
}
# Other subgraphs may have the queries; composition looks for them in the whole.
_NO_QUERY = "Query root type must be provided"
_UNKNOWN_DIRECTIVE = "Unknown directive '@"


def check_validity(
    definition: SubgraphDefinition, document: DocumentNode, dialect: Dialect, report: Report
) -> bool:
    """Report every rule of GraphQL that a subgraph breaks; True when it breaks none."""
    completed = _Completion(document, dialect).document()
    problems = validate_sdl(completed) or _schema_problems(completed)
    for problem in problems:
        line = problem.locations[0].line if problem.locations else 0
        report.error(
            Code.INVALID_GRAPHQL,
            f"in {definition.name!r}: {problem.message.rstrip('.')}{_advice(problem, dialect)}",
            Location(definition.name, line),
        )
    return not problems


def _schema_problems(document: DocumentNode) -> list[GraphQLError]:
    try:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        problems = [
            problem
            for problem in validate_schema(schema)
            if not problem.message.startswith(_NO_QUERY)
        ]
        return problems or list(_misused_directives(document, schema))
    except GraphQLError as error:
        return [error]
    except (TypeError, ValueError) as error:
        return [GraphQLError(str(error))]


def _misused_directives(document: DocumentNode, schema: GraphQLSchema) -> Iterator[GraphQLError]:
    """Arguments of directives whose values do not fit, which the rules on SDL leave out."""
    finder = _DirectiveFinder()
    visit(document, finder)
    for node in finder.found:
        definition = schema.get_directive(node.name.value)
        try:
            if definition is not None:
                get_argument_values(definition, node)
        except GraphQLError as error:
            yield GraphQLError(f"@{node.name.value}: {error.message}", node)


class _DirectiveFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[DirectiveNode] = []

    def enter(self, node: object, *_: object) -> None:
        """Note each application of a directive."""
        if isinstance(node, DirectiveNode):
            self.found.append(node)


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
        return DocumentNode(definitions=(*completed, *self._added()))

    def _is_machinery(self, node: DefinitionNode) -> bool:
        if isinstance(node, TypeDefinitionNode | TypeExtensionNode):
            return self.dialect.is_machinery_type(node.name.value)
        if isinstance(node, DirectiveDefinitionNode):
            return self.dialect.is_machinery_directive(node.name.value)
        return False

    def _added(self) -> Iterator[DefinitionNode]:
        texts = [
            DEFINITIONS["link"]
            .replace("@link(", f"@{self.dialect.link}(", 1)
            .replace("link__", f"{self.dialect.link}__"),
            *(f"scalar {name}" for name in self.dialect.types),
            *self._directive_texts(),
            "scalar _Any",
            "type _Service { sdl: String }",
            "union _Entity = _Service",
        ]
        return iter(parse("\n".join(texts), no_location=True).definitions)

    def _directive_texts(self) -> Iterator[str]:
        local = {canonical: own for own, canonical in self.dialect.types.items()}
        for own, canonical in self.dialect.directives.items():
            row = DIRECTIVES[canonical]
            if row.since <= max(self.dialect.version, FIRST_VERSION):
                signature = row.signature_in(self.dialect.version)
                for type_name, own_type in local.items():
                    signature = signature.replace(f"federation__{type_name}", own_type)
                yield f"directive @{own} {signature}"


def _as_definition(node: TypeExtensionNode) -> TypeDefinitionNode:
    members = {key: getattr(node, key) for key in node.keys if key != "description"}
    return _DEFINITION_OF[node.kind](**members)
