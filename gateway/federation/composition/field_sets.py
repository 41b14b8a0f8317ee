"""What can be wrong with the field set of a ``@key``, ``@requires`` or ``@provides``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import ConstDirectiveNode, DirectiveNode, Visitor, parse, visit

from gateway.federation.composition.literals import argument_problems
from gateway.federation.composition.schema import EnumName, TypeDefinition, TypeMap, object_types_of
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field, Fragment, SelectionSet
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind

COMPOSITE = (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)


@dataclass(frozen=True, slots=True)
class Selected:
    """A field found in a field set: its type, itself, and the fields selected on the way."""

    type_name: str
    selection: Field
    above: tuple[tuple[str, str], ...]

    @property
    def coordinate(self) -> tuple[str, str]:
        """(type, field)."""
        return self.type_name, self.selection.name

    def __str__(self) -> str:
        return f"{self.type_name}.{self.selection.name}"


@dataclass(frozen=True, slots=True)
class FieldSet:
    """A field set that could be read."""

    text: str
    selections: SelectionSet

    def selected(self, types: TypeMap, type_name: str) -> Iterator[Selected]:
        """Every field that exists, with where it is selected."""
        return _selected(types, type_name, self.selections, ())

    def problems(self, types: TypeMap, type_name: str) -> Iterator[str]:
        """What does not exist, or does not fit its type."""
        return _problems(types, type_name, self.selections)

    def directives(self) -> Iterator[str]:
        """The directives applied in the text; none is allowed."""
        if "@" not in self.text:
            return iter(())
        finder = _DirectiveFinder()
        body = self.text.strip()
        visit(parse(body if body.startswith("{") else f"{{ {body} }}", no_location=True), finder)
        return iter(finder.names)


def read_field_set(value: object) -> FieldSet:
    """Read the value of a ``fields:`` argument.

    Raises:
        TypeError: it is not a string.
        FieldSetError: it is no selection of fields.
    """
    if not isinstance(value, str) or isinstance(value, EnumName):
        raise TypeError("fields must be a string; put it in quotes")
    return FieldSet(value, parse_field_set(value))


def _selected(
    types: TypeMap, type_name: str, selections: SelectionSet, above: tuple[tuple[str, str], ...]
) -> Iterator[Selected]:
    definition = types.get(type_name)
    for selection in selections:
        if isinstance(selection, Fragment):
            inner = selection.type_condition or type_name
            yield from _selected(types, inner, selection.selections, above)
        elif selection.name == "__typename":
            yield Selected(type_name, selection, above)
        elif definition is not None and selection.name in definition.fields:
            yield Selected(type_name, selection, above)
            target = named_type(definition.fields[selection.name].type)
            below = (*above, (type_name, selection.name))
            yield from _selected(types, target, selection.selections, below)


def _problems(types: TypeMap, type_name: str, selections: SelectionSet) -> Iterator[str]:
    definition = types.get(type_name)
    for selection in selections:
        if isinstance(selection, Fragment):
            yield from _fragment_problems(types, type_name, selection)
        elif selection.response_key != selection.name:
            yield f"{selection.name} has the alias {selection.response_key}; remove the alias"
        elif selection.name == "__typename":
            continue
        elif definition is None or selection.name not in definition.fields:
            yield f"there is no field {type_name}.{selection.name}; define it, or select another"
        else:
            yield from _argument_problems(types, definition, selection)
            yield from _problems_below(types, definition, selection)


def _fragment_problems(types: TypeMap, type_name: str, fragment: Fragment) -> Iterator[str]:
    inner = fragment.type_condition or type_name
    if inner not in types or types[inner].kind not in COMPOSITE:
        yield f"there is no composite type {inner}; correct the fragment"
        return
    outer_names = {each.name for each in object_types_of(types, type_name)}
    if outer_names.isdisjoint(each.name for each in object_types_of(types, inner)):
        yield f"{type_name} is never {inner}; remove the fragment"
        return
    yield from _problems(types, inner, fragment.selections)


def _argument_problems(
    types: TypeMap, definition: TypeDefinition, selection: Field
) -> Iterator[str]:
    field = definition.fields[selection.name]
    place = f"{definition.name}.{selection.name}"
    for problem in argument_problems(types, field, selection):
        yield f"{place}: {problem}"
    given = {argument.name for argument in selection.arguments}
    for argument in field.arguments.values():
        if argument.is_required and argument.name not in given:
            yield f"{place} needs the argument {argument.name}; give it a value"


def _problems_below(types: TypeMap, definition: TypeDefinition, selection: Field) -> Iterator[str]:
    target = named_type(definition.fields[selection.name].type)
    is_composite = target in types and types[target].kind in COMPOSITE
    place = f"{definition.name}.{selection.name}"
    if is_composite and not selection.selections:
        yield f"{place} is of type {target}; select fields of it"
    elif selection.selections and not is_composite:
        yield f"{place} is of type {target}, which has no fields; select it alone"
    else:
        yield from _problems(types, target, selection.selections)


class _DirectiveFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter(self, node: object, *_: object) -> None:
        """Note the name of each directive."""
        if isinstance(node, DirectiveNode | ConstDirectiveNode):
            self.names.append(node.name.value)
