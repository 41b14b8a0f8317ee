"""The texts: the monolith's SDL, whole or as clients see it, and that of each subgraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.gateway.federation.monolith.cut import Cut, Declaration, Placement
from tests.gateway.federation.monolith.schema import SCALARS, Field, Schema

_LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", '
    '"@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", '
    '"@interfaceObject", "@context", "@fromContext"])'
)


def monolith_sdl(schema: Schema, *, with_hidden: bool = True) -> str:
    """The one schema; without what is hidden it is the API schema of the supergraph."""
    parts = []
    for kind, types in (("type", schema.objects), ("interface", schema.interfaces)):
        for name, fields in types.items():
            shown = [f"  {each}" for each in fields.values() if with_hidden or not each.is_hidden]
            implemented = _implements(schema.interfaces_of(name))
            parts.append(_block(f"{kind} {name}{implemented}", shown))
    for name, members in schema.unions.items():
        parts.append(f"union {name} = {' | '.join(members)}")
    return _with_scalars(parts, str(schema.objects))


def subgraph_sdl(cut: Cut, graph: str) -> str:
    """What one subgraph publishes."""
    parts = [] if graph in cut.old_graphs else [_LINK]
    for name, declaration in cut.types[graph].items():
        if name in cut.schema.unions:
            parts.append(f"union {name} = {' | '.join(cut.members[graph][name])}")
            continue
        kind = "interface" if name in cut.schema.interfaces else "type"
        head = f"{kind} {name}{_implements(_interfaces(cut, graph, name))}{_type_directives(declaration)}"
        if cut.is_interface_object(graph, name):
            head = f"type {name}{_type_directives(declaration)} @interfaceObject"
        known = cut.schema.fields(name)
        lines = [
            f"  {_field(known[each], placement)}{_directives(placement)}"
            for each, placement in declaration.fields.items()
        ]
        parts.append(_block(head, lines))
    return _with_scalars(parts)


def _field(field: Field, placement: Placement) -> str:
    if placement.context_argument:
        return f"{field.name}({placement.context_argument}): {field.type_text}"
    return str(field)


def _interfaces(cut: Cut, graph: str, name: str) -> list[str]:
    members = cut.members[graph]
    if name in cut.schema.interfaces:
        return ["Plant"] if name == "Fruit" and "Plant" in members else []
    return [each for each in cut.schema.interfaces if name in members.get(each, ())]


def _type_directives(declaration: Declaration) -> str:
    context = f' @context(name: "{declaration.context}")' if declaration.context else ""
    return context + "".join(
        f' @key(fields: "{key}"{"" if is_resolvable else ", resolvable: false"})'
        for key, is_resolvable in declaration.keys.items()
    )


def _directives(placement: Placement) -> str:
    return "".join(f" {each}" for each in _applied(placement))


def _applied(placement: Placement) -> Iterator[str]:
    if placement.is_shareable:
        yield "@shareable"
    if placement.is_external:
        yield "@external"
    if placement.requires:
        yield f'@requires(fields: "{_escaped(placement.requires)}")'
    if placement.provides:
        yield f'@provides(fields: "{placement.provides}")'
    if placement.override_from:
        label = f', label: "{placement.label}"' if placement.label else ""
        yield f'@override(from: "{placement.override_from}"{label})'
    if placement.is_hidden:
        yield "@inaccessible"
    if placement.tag:
        yield f'@tag(name: "{placement.tag}")'


def _escaped(text: str) -> str:
    return text.replace('"', '\\"')


def _implements(names: Iterable[str]) -> str:
    listed = " & ".join(names)
    return f" implements {listed}" if listed else ""


def _block(head: str, lines: list[str]) -> str:
    return f"{head} {{\n" + "\n".join(lines) + "\n}"


def _with_scalars(parts: list[str], mentions: str = "") -> str:
    """Append what the text mentions, and what hidden fields would."""
    for name, definition in SCALARS.items():
        if re.search(rf"\b{name}\b", " ".join([*parts, mentions])):
            parts.append(definition)
    return "\n".join(parts) + "\n"
