"""The merged types as supergraph SDL; types by name, so that the text does not depend on order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from gateway.federation.composition.merge.output_fields import MergedField
from gateway.federation.composition.merge.types import MergedType
from gateway.federation.composition.subgraph import (
    InputValue,
    Marks,
    OutputField,
    SubgraphSchema,
    SubgraphType,
)
from gateway.federation.spec import join
from gateway.federation.supergraph.model import TypeKind

_KEYWORDS = {
    TypeKind.OBJECT: "type",
    TypeKind.INTERFACE: "interface",
    TypeKind.UNION: "union",
    TypeKind.ENUM: "enum",
    TypeKind.SCALAR: "scalar",
    TypeKind.INPUT: "input",
}


def print_supergraph(schemas: Sequence[SubgraphSchema], types: Sequence[MergedType]) -> str:
    """The whole document."""
    graphs = graph_names([schema.name for schema in schemas])
    printer = _Printer(graphs)
    body = [printer.type(each) for each in sorted(types, key=lambda type_: type_.name)]
    text = "\n\n".join(body)
    has_tag, has_inaccessible = "@tag(" in text, "@inaccessible" in text
    definitions = [
        *([join.INACCESSIBLE_DEFINITION] if has_inaccessible else []),
        *join.DIRECTIVE_DEFINITIONS,
        *([join.TAG_DEFINITION] if has_tag else []),
        *join.TYPE_DEFINITIONS,
    ]
    links = [
        *join.SCHEMA_LINKS,
        *([join.TAG_LINK] if has_tag else []),
        *([join.INACCESSIBLE_LINK] if has_inaccessible else []),
    ]
    names = {each.name for each in types}
    graph_enum = _graph_enum(schemas, graphs)
    return "\n\n".join([_schema(links, names), *definitions, graph_enum, text]) + "\n"


def graph_names(names: Sequence[str]) -> dict[str, str]:
    """Subgraph name to its value in ``join__Graph``: upper case, made unique with a number."""
    values: dict[str, str] = {}
    for name in names:
        value = re.sub(r"[^A-Z0-9_]", "_", name.upper())
        value = f"_{value}" if value[:1].isdigit() else value
        while value in values.values():
            value += "_1"
        values[name] = value
    return values


def _schema(links: Sequence[str], names: set[str]) -> str:
    roots = [root for root in ("Query", "Mutation", "Subscription") if root in names]
    body = "".join(f"  {root.lower()}: {root}\n" for root in roots)
    return "schema\n  " + "\n  ".join(links) + "\n{\n" + body + "}"


def _graph_enum(schemas: Sequence[SubgraphSchema], graphs: Mapping[str, str]) -> str:
    values = "".join(
        f"  {graphs[schema.name]} @join__graph(name: {_quote(schema.name)}, "
        f"url: {_quote(schema.url)})\n"
        for schema in schemas
    )
    return f"enum join__Graph {{\n{values}}}"


class _Printer:
    def __init__(self, graphs: Mapping[str, str]) -> None:
        self._graphs = graphs

    def type(self, merged: MergedType) -> str:
        interfaces = dict.fromkeys(
            name for each in merged.definitions.values() for name in each.interfaces
        )
        head = f"{_KEYWORDS[merged.kind]} {merged.name}"
        head += f" implements {' & '.join(interfaces)}" if interfaces else ""
        directives = [*self._joins(merged), *self._type_directives(merged), *_marks(merged.marks)]
        head += "".join(f"\n  {directive}" for directive in directives)
        return _description(merged.marks, "") + head + self._body(merged)

    def _body(self, merged: MergedType) -> str:
        if merged.kind is TypeKind.SCALAR:
            return ""
        if merged.kind is TypeKind.UNION:
            members = dict.fromkeys(
                name for each in merged.definitions.values() for name in each.members
            )
            return f"\n = {' | '.join(members)}"
        lines = [
            *(self._field(field, merged.definitions) for field in merged.fields),
            *(
                f"{_description(value.marks, '  ')}  {_input_value(value)}"
                for value in (merged.input_fields or {}).values()
            ),
            *self._enum_values(merged),
        ]
        return "\n{\n" + "".join(f"{line}\n" for line in lines) + "}"

    def _joins(self, merged: MergedType) -> Iterator[str]:
        for name, definition in merged.definitions.items():
            graph = self._graphs[name]
            for interface in definition.interfaces:
                yield f'@join__implements(graph: {graph}, interface: "{interface}")'
            for key in definition.keys:
                resolvable = "" if key.is_resolvable else ", resolvable: false"
                yield f"@join__type(graph: {graph}, key: {_quote(key.fields)}{resolvable})"
            if not definition.keys:
                yield f"@join__type(graph: {graph})"
            for member in definition.members:
                yield f'@join__unionMember(graph: {graph}, member: "{member}")'

    def _type_directives(self, merged: MergedType) -> Iterator[str]:
        definitions = merged.definitions.values()
        url = next((each.specified_by for each in definitions if each.specified_by), None)
        if url:
            yield f"@specifiedBy(url: {_quote(url)})"
        if any(each.is_one_of for each in definitions):
            yield "@oneOf"

    def _field(self, merged: MergedField, definitions: Mapping[str, SubgraphType]) -> str:
        arguments = ", ".join(
            f"{_quote(value.marks.description)} {_input_value(value)}"
            if value.marks.description
            else _input_value(value)
            for value in merged.arguments.values()
        )
        head = f"{merged.name}({arguments})" if arguments else merged.name
        directives = [*self._field_joins(merged, definitions), *_marks(merged.marks)]
        tail = "".join(f" {directive}" for directive in directives)
        return f"{_description(merged.marks, '  ')}  {head}: {merged.type}{tail}"

    def _field_joins(
        self, merged: MergedField, definitions: Mapping[str, SubgraphType]
    ) -> Iterator[str]:
        special = {name: _special(owner, merged) for name, owner in merged.owners.items()}
        if len(merged.owners) == len(definitions) and not any(special.values()):
            return
        for name, parts in special.items():
            yield f"@join__field({', '.join([f'graph: {self._graphs[name]}', *parts])})"

    def _enum_values(self, merged: MergedType) -> Iterator[str]:
        for value, marks in (merged.enum_values or {}).items():
            joins = (
                f"@join__enumValue(graph: {self._graphs[name]})"
                for name, each in merged.definitions.items()
                if value in each.enum_values
            )
            tail = "".join(f" {directive}" for directive in (*joins, *_marks(marks)))
            yield f"{_description(marks, '  ')}  {value}{tail}"


def _special(owner: OutputField, merged: MergedField) -> list[str]:
    parts = []
    if owner.requires is not None:
        parts.append(f"requires: {_quote(owner.requires)}")
    if owner.provides is not None:
        parts.append(f"provides: {_quote(owner.provides)}")
    if owner.type != merged.type:
        parts.append(f'type: "{owner.type}"')
    if owner.is_external:
        parts.append("external: true")
    return parts


def _input_value(value: InputValue) -> str:
    default = f" = {value.default}" if value.default is not None else ""
    tail = "".join(f" {directive}" for directive in _marks(value.marks))
    return f"{value.name}: {value.type}{default}{tail}"


def _marks(marks: Marks) -> Iterator[str]:
    if marks.is_inaccessible:
        yield "@inaccessible"
    yield from (f"@tag(name: {_quote(tag)})" for tag in marks.tags)
    if marks.deprecation is not None:
        yield f"@deprecated(reason: {_quote(marks.deprecation)})"


def _description(marks: Marks, indent: str) -> str:
    return f"{indent}{_quote(marks.description)}\n" if marks.description else ""


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
