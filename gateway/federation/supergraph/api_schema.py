"""The schema that clients see: the supergraph without machinery and ``@inaccessible`` elements.

A supergraph SDL enters, a ``GraphQLSchema`` for validation and introspection leaves, or its text.
Descriptions, deprecations, defaults and executable directives are kept.
"""

from __future__ import annotations

from graphql import (
    REMOVE,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    NamedTypeNode,
    Node,
    OperationTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    parse,
    print_schema,
    visit,
)

from gateway.federation.errors import LinkError, SupergraphError
from gateway.federation.spec.links import Link, name_of_directive, read_links
from gateway.federation.supergraph.validity import as_valid, problems_of

_KEPT_DIRECTIVES = ("deprecated", "specifiedBy", "oneOf")
_EXECUTABLE_LOCATIONS = frozenset(
    (
        *("QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "VARIABLE_DEFINITION"),
        *("FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"),
    )
)
# What a supergraph may hold even when it does not link it: the specifications' own names.
_MACHINERY = ("join", "link", "core", "federation")
_MACHINERY_DIRECTIVES = ("link", "core", "tag", "inaccessible")


def api_schema(supergraph: str | DocumentNode) -> GraphQLSchema:
    """The client's view of a supergraph.

    Raises:
        SupergraphError: no GraphQL, or no valid schema remains.
    """
    try:
        document = parse(supergraph) if isinstance(supergraph, str) else supergraph
        links = read_links(document)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 0
        raise SupergraphError(f"line {line} cannot be read: {error.message}") from error
    except LinkError as error:
        raise SupergraphError(f"the supergraph cannot be read: {error}") from error
    visible: DocumentNode = visit(document, _Hide(document, links))
    try:
        schema = build_ast_schema(visible)
    except (TypeError, ValueError) as error:
        raise _no_schema(str(error)) from error
    problems = problems_of(schema)
    if problems:
        raise _no_schema("; ".join(problem.message for problem in problems))
    return as_valid(schema)


def api_sdl(supergraph: str | DocumentNode) -> str:
    """The same as text.

    Raises:
        SupergraphError: as ``api_schema``.
    """
    return print_schema(api_schema(supergraph)) + "\n"


def _no_schema(reason: str) -> SupergraphError:
    return SupergraphError(
        f"no valid schema remains for clients once @inaccessible is applied: {reason}"
    )


class _Hide(Visitor):
    """Removes machinery, what is inaccessible, and mentions of inaccessible types."""

    def __init__(self, document: DocumentNode, links: tuple[Link, ...]) -> None:
        super().__init__()
        self._links = links
        self._inaccessible = name_of_directive("inaccessible", links)
        self._hidden_types = frozenset(
            node.name.value
            for node in document.definitions
            if isinstance(node, TypeDefinitionNode) and self._is_inaccessible(node)
        )

    def enter(
        self, node: Node, _key: object, _parent: object, path: list[str | int], *_: object
    ) -> object:
        """Decide on each node before its children are seen."""
        match node:
            case DirectiveNode():
                is_hidden = node.name.value not in _KEPT_DIRECTIVES
            case DirectiveDefinitionNode():
                return self._executable(node)
            case OperationTypeDefinitionNode():
                is_hidden = node.type.name.value in self._hidden_types
            case NamedTypeNode():
                is_listed = len(path) > 1 and path[-2] in ("interfaces", "types")
                is_hidden = is_listed and node.name.value in self._hidden_types
            case TypeDefinitionNode():
                is_hidden = self._is_inaccessible(node) or self._is_machinery(node.name.value)
            case _:
                is_hidden = self._is_inaccessible(node)
        return REMOVE if is_hidden else None

    def _executable(self, node: DirectiveDefinitionNode) -> object:
        """Only executable locations mean anything to a client."""
        locations = [each for each in node.locations if each.value in _EXECUTABLE_LOCATIONS]
        if not locations or self._is_machinery(f"@{node.name.value}"):
            return REMOVE
        return DirectiveDefinitionNode(
            description=node.description,
            name=node.name,
            arguments=tuple(
                argument for argument in node.arguments or () if not self._is_inaccessible(argument)
            ),
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
            or name in {f"@{directive}" for directive in _MACHINERY_DIRECTIVES}
            or any(link.has_local_name(name) for link in self._links)
        )
