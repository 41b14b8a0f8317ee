"""What changed between two API schemas, and which operations that breaks.

The changes are graphql-core's; this module gives them an order and a severity, and asks each stored
operation whether it is still valid (GraphQL specification, section 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from graphql import (
    BreakingChange,
    DangerousChange,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    Visitor,
    find_breaking_changes,
    find_dangerous_changes,
    visit,
)

from gateway.federation.language.validation import find_errors


class Severity(Enum):
    """Whether clients stop working, or may behave otherwise."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the API schema.

    Attributes:
        kind: graphql-core's name of it, such as ``FIELD_REMOVED``.
    """

    severity: Severity
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class StoredOperation:
    """An operation that a client sends.

    Attributes:
        file: where it stands.
        document: the operation with the fragments that it spreads, whichever file they are in.
    """

    file: str
    name: str | None
    document: DocumentNode


@dataclass(frozen=True, slots=True)
class Breakage:
    """An operation that the new schema refuses; ``is_old`` when the former refused it, too."""

    operation: StoredOperation
    errors: tuple[GraphQLError, ...]
    is_old: bool


def find_changes(old: GraphQLSchema, new: GraphQLSchema) -> tuple[Change, ...]:
    """Breaking changes, then dangerous ones."""
    found: tuple[tuple[Severity, Iterable[BreakingChange | DangerousChange]], ...] = (
        (Severity.BREAKING, find_breaking_changes(old, new)),
        (Severity.DANGEROUS, find_dangerous_changes(old, new)),
    )
    return tuple(
        Change(severity, each.type.name, each.description)
        for severity, changes in found
        for each in changes
    )


def stored_operations(documents: Mapping[str, DocumentNode]) -> Iterator[StoredOperation]:
    """The operations of several files, each with its fragments: its own file's come first."""
    everywhere = _fragments(documents.values())
    for file, document in documents.items():
        fragments = {**everywhere, **_fragments((document,))}
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                name = definition.name.value if definition.name else None
                needed = _spread_by(definition, fragments)
                yield StoredOperation(file, name, DocumentNode(definitions=(definition, *needed)))


def find_breakages(
    operations: Iterable[StoredOperation], old: GraphQLSchema, new: GraphQLSchema
) -> Iterator[Breakage]:
    """The operations that the new schema refuses."""
    for operation in operations:
        errors = find_errors(new, operation.document)
        if errors:
            is_old = bool(find_errors(old, operation.document))
            yield Breakage(operation, tuple(errors), is_old)


def _fragments(documents: Iterable[DocumentNode]) -> dict[str, FragmentDefinitionNode]:
    return {
        definition.name.value: definition
        for document in documents
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }


def _spread_by(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> list[FragmentDefinitionNode]:
    found: dict[str, FragmentDefinitionNode] = {}
    unseen: list[Node] = [operation]
    while unseen:
        for name in _spread_names(unseen.pop()):
            if name in fragments and name not in found:
                found[name] = fragments[name]
                unseen.append(fragments[name])
    return list(found.values())


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
        self.names.append(node.name.value)


def _spread_names(node: Node) -> list[str]:
    spreads = _Spreads()
    visit(node, spreads)
    return spreads.names
