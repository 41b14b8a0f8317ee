"""What may be selected from a context: one value, of the argument's type, wherever it is set.

Either one field, down to one leaf; or fragments on object types that set the context, one each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    Visitor,
    parse,
    visit,
)

from gateway.federation.composition.field_sets import FieldSet
from gateway.federation.composition.schema import TypeDefinition, TypeMap, object_types_of
from gateway.federation.language.from_ast import selections_from_ast
from gateway.federation.language.selection import Field, Fragment, SelectionSet
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
    named_type,
)
from gateway.federation.supergraph.model import TypeKind


def selection_problems(
    types: TypeMap, setters: Sequence[TypeDefinition], text: str, expected: TypeReference
) -> Iterator[str]:
    """Every problem of a selection, over all types that set the context."""
    body = text.strip()
    try:
        document = parse(body if body.startswith("{") else f"{{ {body} }}", no_location=True)
    except GraphQLSyntaxError as error:
        yield f"{error.message}; correct it"
        return
    operation = document.definitions[0]
    if len(document.definitions) > 1 or not isinstance(operation, OperationDefinitionNode):
        yield "it is more than a selection; write fields only"
        return
    nodes = operation.selection_set.selections
    problems = [*_shape_problems(nodes), *_decorations(operation)]
    yield from problems
    if not problems:
        selections = selections_from_ast(operation.selection_set)
        yield from _Checking(types, expected).problems(setters, selections, text)


def _shape_problems(nodes: Sequence[SelectionNode]) -> Iterator[str]:
    conditions = [
        node.type_condition.name.value if node.type_condition else ""
        for node in nodes
        if isinstance(node, InlineFragmentNode)
    ]
    if not nodes:
        yield "it selects nothing; select a field"
    elif any(isinstance(node, FragmentSpreadNode) for node in nodes):
        yield "it spreads a fragment; write it out"
    elif isinstance(nodes[0], FieldNode) and len(nodes) > 1:
        yield "it selects several fields; select one"
    elif conditions and len(conditions) < len(nodes):
        yield "it mixes fragments and fields; select by one of them"
    elif "" in conditions or len(set(conditions)) < len(conditions):
        yield "its fragments need different types; name one type each"


def _decorations(operation: Node) -> Iterator[str]:
    finder = _DecorationFinder()
    visit(operation, finder)
    return iter(finder.found)


class _DecorationFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def enter(self, node: Node, *_: object) -> None:
        """Note directives and aliases."""
        if getattr(node, "directives", None):
            self.found["it applies a directive; remove it"] = None
        if isinstance(node, FieldNode) and node.alias is not None:
            self.found["it has an alias; remove it"] = None


@dataclass(frozen=True, slots=True)
class _Checking:
    types: TypeMap
    expected: TypeReference

    def problems(
        self, setters: Iterable[TypeDefinition], selections: SelectionSet, text: str
    ) -> Iterator[str]:
        matched: set[str] = set()
        for setter in setters:
            unknown = list(FieldSet(text, selections).problems(self.types, setter.name))
            fragments = [each for each in selections if isinstance(each, Fragment)]
            if unknown and not fragments:
                yield from unknown
            elif not fragments:
                yield from self._field_problems(setter, selections)
            else:
                yield from self._fragment_problems(setter, fragments, matched)
        names = {each.type_condition for each in selections if isinstance(each, Fragment)}
        for name in sorted(names - matched):
            yield f"no object that sets the context is a {name}; remove the fragment"

    def _field_problems(self, setter: TypeDefinition, selections: SelectionSet) -> Iterator[str]:
        for name in self._interface_objects(setter.name, selections):
            yield f"{name} is an @interfaceObject, from which nothing is taken; select elsewhere"
        found = self._value_type(setter.name, selections)
        if found is None or not _fits(found, self.expected):
            yield (
                f"on {setter.name} it gives {found or 'no single value'}, the argument is "
                f"{self.expected}; select a value of that type"
            )

    def _interface_objects(self, type_name: str, selections: SelectionSet) -> Iterator[str]:
        """Those that are selected from: the subgraph does not know what they are."""
        definition = self.types.get(type_name)
        if definition is None or not selections:
            return
        if definition.is_interface_object:
            yield type_name
        for selection in selections:
            if isinstance(selection, Field) and selection.name in definition.fields:
                below = named_type(definition.fields[selection.name].type)
                yield from self._interface_objects(below, selection.selections)

    def _fragment_problems(
        self, setter: TypeDefinition, fragments: Iterable[Fragment], matched: set[str]
    ) -> Iterator[str]:
        possible = {each.name for each in object_types_of(self.types, setter.name)}
        applying = [each for each in fragments if each.type_condition in possible]
        for fragment in fragments:
            definition = self.types.get(fragment.type_condition)
            if definition is None or definition.kind is not TypeKind.OBJECT:
                matched.add(fragment.type_condition)
                yield f"{fragment.type_condition} is no object type; narrow to object types"
        if not applying:
            yield f"no fragment is on a type of {setter.name}, which sets the context; add one"
        for fragment in applying:
            matched.add(fragment.type_condition)
            definition = self.types[fragment.type_condition]
            known = FieldSet("", fragment.selections).problems(self.types, definition.name)
            yield from known
            yield from self._field_problems(definition, fragment.selections)

    def _value_type(self, type_name: str, selections: SelectionSet) -> TypeReference | None:
        """The type of the one value selected; None when there are several, or none."""
        found = {str(each): each for each in self._value_types(type_name, selections)}
        return next(iter(found.values())) if len(found) == 1 else None

    def _value_types(
        self, type_name: str, selections: SelectionSet
    ) -> Iterator[TypeReference | None]:
        definition = self.types.get(type_name)
        for selection in selections:
            field = (
                definition.fields.get(selection.name)
                if (definition and isinstance(selection, Field))
                else None
            )
            if isinstance(selection, Field) and selection.name == "__typename":
                yield NamedType("String")
            elif field is None:
                yield None
            elif not selection.selections:
                yield _wrapped(field.type, NamedType(named_type(field.type)))
            else:
                inner = self._value_type(named_type(field.type), selection.selections)
                yield _wrapped(field.type, inner) if inner else None


def _wrapped(outer: TypeReference, inner: TypeReference) -> TypeReference:
    """The lists of one type around another; null may come from anywhere, and is not counted."""
    match outer:
        case NonNullType(of):
            return _wrapped(of, inner)
        case ListType(item):
            return ListType(_wrapped(item, inner))
    return inner


def _fits(found: TypeReference, expected: TypeReference) -> bool:
    """Whether a value may be given where another type is expected.

    What is selected may be null, so that a non-null type is expected of nobody's value.
    """
    match found, expected:
        case NonNullType(of), NonNullType(other):
            return _fits(of, other)
        case NonNullType(of), _:
            return _fits(of, expected)
        case ListType(item), ListType(other):
            return _fits(item, other)
    return found == expected
