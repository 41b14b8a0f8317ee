"""The merged schema as supergraph SDL; types by name, members in the order of merging."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql.language.block_string import print_block_string

from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.renaming import renamed
from gateway.federation.composition.schema import (
    ROOTS,
    Applied,
    DirectiveDefinition,
    Element,
    EnumName,
    InputValue,
    OutputField,
    TypeDefinition,
)
from gateway.federation.spec.connect import CONNECT
from gateway.federation.spec.features import FEATURES
from gateway.federation.spec.join import DEFINITIONS, LINKS
from gateway.federation.supergraph.model import TypeKind

_KEYWORDS = {
    TypeKind.OBJECT: "type",
    TypeKind.INTERFACE: "interface",
    TypeKind.UNION: "union",
    TypeKind.ENUM: "enum",
    TypeKind.SCALAR: "scalar",
    TypeKind.INPUT: "input",
}
# Standard, but so young that not every reader of supergraphs knows it undefined.
_ONE_OF = "directive @oneOf on INPUT_OBJECT"


@dataclass(frozen=True, slots=True)
class PrintedSupergraph:
    """A supergraph as text.

    Attributes:
        head: the schema with its links, all that is defined for them, and the subgraphs.
        types: those that follow, under their names of the supergraph.
        sdl: all of it.
    """

    head: str
    types: tuple[TypeDefinition, ...]
    sdl: str


def print_supergraph(merged: MergedSchema) -> PrintedSupergraph:
    """The whole document."""
    used = _directive_names(merged)
    features = [each for each in FEATURES if used.intersection(each.directives)]
    names = {name: merged.carried.names.get(name, name) for name in used}
    custom = [*_connect(merged), *(each.printed() for each in merged.carried.features)]
    printed = renamed(merged)
    head = [
        _schema([*LINKS, *(each.link(names) for each in features), *custom], printed),
        *(text.rstrip("\n") for text in DEFINITIONS.values()),
        *(text for each in features for text in each.definitions(names)),
        *([_ONE_OF] if "oneOf" in used else []),
        *(_directive_definition(each) for each in merged.directives.values()),
        _graphs(merged),
    ]
    types = tuple(printed.types.values())
    sdl = "\n\n".join((*head, *map(_type, types))) + "\n"
    return PrintedSupergraph("\n\n".join(head), types, sdl)


def _connect(merged: MergedSchema) -> Iterator[str]:
    version = merged.carried.connect
    if version is not None:
        yield f'@link(url: "{CONNECT}/v{version[0]}.{version[1]}", for: EXECUTION)'


def _directive_names(merged: MergedSchema) -> set[str]:
    elements = [each for definition in merged.types.values() for each in definition.elements()]
    elements.append(merged.schema)
    return {_carried_name(each) for element in elements for each in element.directives}


def _carried_name(applied: Applied) -> str:
    """Of what is carried by join, federation's own directives alone are known by their names."""
    joined = str(applied.arguments.get("name"))
    if applied.name == "join__directive" and joined.startswith("federation__"):
        return joined.removeprefix("federation__")
    return applied.name


def _schema(links: Iterable[str], merged: MergedSchema) -> str:
    linked = "".join(f"\n  {link}" for link in links)
    roots = "".join(f"  {root.lower()}: {root}\n" for root in ROOTS if root in merged.types)
    directives = "".join(f"\n  {print_applied(each)}" for each in merged.schema.directives)
    return f"{_description(merged.schema, '')}schema{linked}{directives}\n{{\n{roots}}}"


def _graphs(merged: MergedSchema) -> str:
    values = "".join(
        f"  {merged.graphs[name]} @join__graph(name: {_value(name)}, url: {_value(each.url)})\n"
        for name, each in merged.subgraphs.items()
    )
    return f"enum join__Graph {{\n{values}}}"


def _directive_definition(definition: DirectiveDefinition) -> str:
    repeatable = " repeatable" if definition.is_repeatable else ""
    return (
        f"{_description(definition, '')}directive @{definition.name}"
        f"{_arguments(definition.arguments)}{repeatable} on {' | '.join(definition.locations)}"
    )


def _type(definition: TypeDefinition) -> str:
    interfaces = " & ".join(definition.interfaces)
    head = f"{_KEYWORDS[definition.kind]} {definition.name}"
    head += f" implements {interfaces}" if interfaces else ""
    directives = "".join(f"\n  {print_applied(each)}" for each in definition.directives)
    return f"{_description(definition, '')}{head}{directives}{_body(definition)}"


def _body(definition: TypeDefinition) -> str:
    if definition.kind is TypeKind.SCALAR:
        return ""
    if definition.kind is TypeKind.UNION:
        return f"\n  = {' | '.join(definition.members)}"
    lines = [
        *(_field(field) for field in definition.fields.values()),
        *(
            f"{_description(value, '  ')}  {_input_value(value)}"
            for value in definition.input_fields.values()
        ),
        *(
            f"{_description(value, '  ')}  {value.name}{_tail(value)}"
            for value in definition.enum_values.values()
        ),
    ]
    return "\n{\n" + "".join(f"{line}\n" for line in lines) + "}"


def _field(field: OutputField) -> str:
    head = f"{field.name}{_arguments(field.arguments)}: {field.type}"
    return f"{_description(field, '  ')}  {head}{_tail(field)}"


def _arguments(arguments: Mapping[str, InputValue]) -> str:
    if not arguments:
        return ""
    shown = (f"{_inline_description(each)}{_input_value(each)}" for each in arguments.values())
    return f"({', '.join(shown)})"


def _input_value(value: InputValue) -> str:
    default = f" = {value.default}" if value.default is not None else ""
    return f"{value.name}: {value.type}{default}{_tail(value)}"


def _tail(element: Element) -> str:
    return "".join(f" {print_applied(each)}" for each in element.directives)


def print_applied(applied: Applied) -> str:
    """A directive as applied: ``@tag(name: "internal")``."""
    shown = ", ".join(f"{name}: {_value(value)}" for name, value in applied.arguments.items())
    name = f"@{applied.name.removeprefix('@')}"
    return f"{name}({shown})" if shown else name


def _value(value: object) -> str:
    match value:
        case EnumName():
            return str(value)
        case list():
            return f"[{', '.join(_value(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{name}: {_value(item)}' for name, item in value.items())}}}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _description(element: Element, indent: str) -> str:
    if not element.description:
        return ""
    block = print_block_string(element.description)
    return "".join(f"{indent}{line}\n" if line else "\n" for line in block.splitlines())


def _inline_description(element: Element) -> str:
    return f"{_value(element.description)} " if element.description else ""
