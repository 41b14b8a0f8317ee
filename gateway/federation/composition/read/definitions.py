"""A subgraph that prints the definitions of federation's own elements prints them as they are.

What it may leave out or narrow: locations, repeatability, optional arguments; what it may widen:
a scalar of federation to any other input type, a list too. What it defines is what its own
applications are then held against (``validity``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    InputValueDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    parse,
    print_ast,
    specified_scalar_types,
)

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.applied import line_of
from gateway.federation.composition.read.dialect import Dialect
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.language.from_ast import type_reference
from gateway.federation.language.type_reference import named_type
from gateway.federation.spec.directives import FEDERATION_1
from gateway.federation.spec.links import PURPOSES

# Libraries of federation 1 printed these with a type of their own, or without arguments.
_OVERLOOKED = {"key", "requires", "provides"}
_OVERLOOKED_TYPES = {"String", "_FieldSet", "FieldSet"}
Problem = tuple[Code, str]


def check_definitions(
    definition: SubgraphDefinition, document: DocumentNode, dialect: Dialect, report: Report
) -> bool:
    """Report definitions that differ from the specification's; True when none does."""
    defined = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode)
    }
    problems = 0
    for node in document.definitions:
        for code, problem in _problems(node, dialect, defined):
            problems += 1
            place = Location(definition.name, line_of(node))
            report.error(code, f"in {definition.name!r}: {problem}", place)
    return not problems


def _problems(
    node: object, dialect: Dialect, defined: Mapping[str, TypeDefinitionNode]
) -> Iterator[Problem]:
    if isinstance(node, DirectiveDefinitionNode):
        unknown = list(_unknown_types(node, dialect, defined))
        yield from unknown
        is_judged = dialect.defines(node.name.value) and not is_overlooked(node, dialect)
        for problem in _differences(node, dialect, defined) if is_judged and not unknown else ():
            yield Code.DIRECTIVE_DEFINITION_INVALID, f"@{node.name.value} {problem}"
    elif isinstance(node, TypeDefinitionNode):
        for problem in _type_differences(node, dialect):
            yield Code.TYPE_DEFINITION_INVALID, f"{node.name.value} {problem}"


def _type_differences(node: TypeDefinitionNode, dialect: Dialect) -> Iterator[str]:
    name = node.name.value
    is_linking = dialect.version != FEDERATION_1
    if is_linking and name == f"{dialect.link}__Purpose":
        values = {each.name.value for each in getattr(node, "values", ())}
        if not isinstance(node, EnumTypeDefinitionNode) or values != set(PURPOSES):
            yield f"must be an enum of {' and '.join(PURPOSES)}; define it so"
        return
    if name in dialect.types or (is_linking and name == f"{dialect.link}__Import"):
        text = dialect.type_definition(name) if name in dialect.types else f"scalar {name}"
        expected: Any = parse(text, no_location=True).definitions[0]
        if node.kind != expected.kind:
            yield f"must be {'an' if text.startswith('i') else 'a'} {text.split()[0]}; define it so"
            return
        found = {each.name.value for each in getattr(node, "fields", ())}
        for field in getattr(expected, "fields", ()):
            if isinstance(field.type, NonNullTypeNode) and field.name.value not in found:
                yield f"must have the field {print_ast(field)}; add it"


def _unknown_types(
    node: DirectiveDefinitionNode, dialect: Dialect, defined: Mapping[str, TypeDefinitionNode]
) -> Iterator[Problem]:
    for argument in node.arguments or ():
        name = named_type(type_reference(argument.type))
        is_judged = dialect.defines(node.name.value) or dialect.is_machinery_type(name)
        if is_judged and name not in defined and name not in specified_scalar_types:
            place = f"@{node.name.value}({argument.name.value}:)"
            yield Code.INVALID_GRAPHQL, f"{place} is of type {name}; add: scalar {name}"


def is_overlooked(node: DirectiveDefinitionNode, dialect: Dialect) -> bool:
    """Whether a definition is taken for the specification's, whatever it says."""
    is_plain = dialect.version == FEDERATION_1 and node.name.value in _OVERLOOKED
    return is_plain and all(
        each.name.value == "fields" and print_ast(each.type) in _OVERLOOKED_TYPES
        for each in node.arguments or ()
    )


def _differences(
    node: DirectiveDefinitionNode, dialect: Dialect, defined: Mapping[str, TypeDefinitionNode]
) -> Iterator[str]:
    text = f"directive @{node.name.value} {dialect.signature(node.name.value)}"
    expected = parse(text, no_location=True).definitions[0]
    if not isinstance(expected, DirectiveDefinitionNode):
        raise AssertionError("a signature is that of a directive")
    if node.repeatable and not expected.repeatable:
        yield "must not be repeatable; remove the word"
    wrong = {each.value for each in node.locations} - {each.value for each in expected.locations}
    if wrong:
        yield f"cannot be on {', '.join(sorted(wrong))}; remove these locations"
    found = {each.name.value: each for each in node.arguments or ()}
    for name in found.keys() - {each.name.value for each in expected.arguments or ()}:
        yield f"has no argument {name}; remove it"
    for argument in expected.arguments or ():
        yield from _argument_differences(argument, found.get(argument.name.value), defined)


def _argument_differences(
    expected: InputValueDefinitionNode,
    found: InputValueDefinitionNode | None,
    defined: Mapping[str, TypeDefinitionNode],
) -> Iterator[str]:
    name = expected.name.value
    is_required = isinstance(expected.type, NonNullTypeNode)
    if found is None:
        if is_required and expected.default_value is None:
            yield f"must have the argument {print_ast(expected)}; add it"
        return
    is_stricter = isinstance(found.type, NonNullTypeNode) and not is_required
    if not _fits(expected.type, found.type, defined):
        yield f"has {name}: {print_ast(found.type)}; it must be {print_ast(expected.type)}"
    elif not is_stricter and _default(found) != _default(expected) and not is_required:
        yield f"has the wrong default for {name}; it must be {_default(expected) or 'left out'}"


def _default(value: InputValueDefinitionNode) -> str | None:
    return print_ast(value.default_value) if value.default_value else None


def _fits(expected: TypeNode, found: TypeNode, defined: Mapping[str, TypeDefinitionNode]) -> bool:
    """Whether each value that a subgraph gives is one for the specification."""
    match expected, found:
        case NonNullTypeNode(), NonNullTypeNode():
            return _fits(expected.type, found.type, defined)
        case ListTypeNode(), ListTypeNode():
            return _fits(expected.type, found.type, defined)
        case _, NonNullTypeNode():
            return _fits(expected, found.type, defined)
        case NamedTypeNode(), ListTypeNode():
            return expected.name.value not in specified_scalar_types
        case NamedTypeNode(), NamedTypeNode():
            name = found.name.value
            is_custom = isinstance(defined.get(name), ScalarTypeDefinitionNode)
            is_federations = expected.name.value not in specified_scalar_types
            return name == expected.name.value or (is_federations and not is_custom)
    return False
