"""From graphql-core's syntax tree to our own values: the border of the engine.

Named fragments are inlined, ``@skip`` and ``@include`` become conditions (literal ones are
decided here), arguments are printed canonically. Nothing behind this module sees an AST node.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import (
    BooleanValueNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeNode,
    ValueNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)
from graphql.language import DirectiveNode

from gateway.federation.errors import OperationError
from gateway.federation.language.selection import (
    ALWAYS,
    Argument,
    Condition,
    Field,
    Fragment,
    Operation,
    OperationKind,
    Selection,
    SelectionSet,
    VariableDefinition,
)
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)

LARGEST_OPERATION = 10_000


def operation_from_ast(document: DocumentNode, name: str | None = None) -> Operation:
    """Take one operation out of a validated document.

    Raises:
        OperationError: more than ``LARGEST_OPERATION`` selections; no operation of that name, or
            several and no name
            (GraphQL specification, section 6.1 GetOperation).
    """
    definition = _find_operation(document, name)
    reader = _Reader(
        {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
    )
    return Operation(
        kind=OperationKind(definition.operation.value),
        name=definition.name.value if definition.name else None,
        variables=tuple(
            VariableDefinition(
                node.variable.name.value,
                print_ast(node.type),
                print_ast(node.default_value) if node.default_value else None,
            )
            for node in definition.variable_definitions or ()
        ),
        selections=reader.selections(definition.selection_set),
    )


def selections_from_ast(node: SelectionSetNode) -> SelectionSet:
    """Convert a selection set without named fragments, such as a field set's."""
    return _Reader({}).selections(node)


def type_reference(node: TypeNode) -> TypeReference:
    """Convert a type node."""
    match node:
        case NamedTypeNode():
            return NamedType(node.name.value)
        case ListTypeNode():
            return ListType(type_reference(node.type))
        case NonNullTypeNode():
            inner = type_reference(node.type)
            if isinstance(inner, NonNullType):
                raise AssertionError("the parser allows no double non-null")
            return NonNullType(inner)
    raise AssertionError(f"no type node: {node!r}")


def _find_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
    if len(operations) == 1:
        return operations[0]
    if name is not None:
        raise OperationError(f"the document has no operation named {name!r}; check operationName")
    if not operations:
        raise OperationError("the document has no operation; send a query or a mutation")
    raise OperationError("the document has several operations; say which one in operationName")


@dataclass(slots=True)
class _Size:
    """Counts selections while fragments are inlined: a few lines of text can mean billions."""

    selections: int = 0

    def add(self, number: int) -> None:
        self.selections += number
        if self.selections > LARGEST_OPERATION:
            raise OperationError(
                f"the operation has more than {LARGEST_OPERATION} selections once its fragments "
                "are spread out; select less"
            )


@dataclass(frozen=True, slots=True)
class _Reader:
    fragments: dict[str, FragmentDefinitionNode]
    size: _Size = field(default_factory=_Size)

    def selections(self, node: SelectionSetNode) -> SelectionSet:
        self.size.add(len(node.selections))
        converted = (self._selection(selection) for selection in node.selections)
        return tuple(selection for selection in converted if selection is not None)

    def _selection(self, node: object) -> Selection | None:
        match node:
            case FieldNode():
                return self._field(node)
            case FragmentSpreadNode():
                fragment = self.fragments[node.name.value]
                type_condition = fragment.type_condition.name.value
                return self._fragment(type_condition, node.directives, fragment.selection_set)
            case InlineFragmentNode():
                # An inline fragment without a type keeps its directives under an empty type name;
                # normalisation puts the enclosing type there.
                type_condition = node.type_condition.name.value if node.type_condition else ""
                return self._fragment(type_condition, node.directives, node.selection_set)
        raise AssertionError(f"no selection node: {node!r}")

    def _field(self, node: FieldNode) -> Field | None:
        condition = _condition(node.directives)
        if condition is None:
            return None
        return Field(
            name=node.name.value,
            response_key=node.alias.value if node.alias else node.name.value,
            arguments=tuple(
                _argument(argument.name.value, argument.value) for argument in node.arguments or ()
            ),
            selections=self.selections(node.selection_set) if node.selection_set else (),
            condition=condition,
        )

    def _fragment(
        self,
        type_condition: str,
        directives: tuple[DirectiveNode, ...] | None,
        selection_set: SelectionSetNode,
    ) -> Fragment | None:
        condition = _condition(directives)
        if condition is None:
            return None
        return Fragment(type_condition, self.selections(selection_set), condition)


def _condition(directives: tuple[DirectiveNode, ...] | None) -> Condition | None:
    """The condition under which a selection counts; None when it never does."""
    condition = ALWAYS
    for directive in directives or ():
        if directive.name.value not in ("skip", "include"):
            continue
        expected = directive.name.value == "include"
        value = (directive.arguments or ())[0].value
        if isinstance(value, VariableNode):
            condition &= Condition(((value.name.value, expected),))
        elif isinstance(value, BooleanValueNode) and value.value is not expected:
            return None
    return None if condition.is_contradiction else condition


def _argument(name: str, value: ValueNode) -> Argument:
    variables = _VariableCollector()
    visit(value, variables)
    return Argument(name, print_ast(value), tuple(variables.names))


class _VariableCollector(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names[node.name.value] = None
