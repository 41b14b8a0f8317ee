"""The texts: the monolith's SDL, whole or as clients see it, and that of each subgraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.gateway.federation.monolith.cut import Cut, Declaration, Placement
from tests.gateway.federation.monolith.link import Link
from tests.gateway.federation.monolith.schema import SCALARS, Field, Schema

_USUAL = Link()


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
    """One subgraph's schema, all directives by their usual names."""
    colors = ""
    if cut.hidden_color_in:
        colors = " BLACK @inaccessible" if graph == cut.hidden_color_in else " BLACK"
    return _with_scalars([_type(cut, graph, name) for name in cut.types[graph]], colors=colors)


def published_sdl(cut: Cut, graph: str) -> str:
    """The same as the subgraph publishes it: linked, with names of its own, or of federation 1."""
    sdl = subgraph_sdl(cut, graph)
    if graph in cut.old_graphs:
        for name in cut.types[graph]:
            if (graph, name) in cut.extended:
                sdl = sdl.replace(f"type {name} ", f"extend type {name} ", 1)
        return sdl
    link = cut.links.get(graph, _USUAL)
    return f"{link}\n{link.applied(sdl)}"


def _type(cut: Cut, graph: str, name: str) -> str:
    declaration = cut.types[graph][name]
    if name in cut.schema.unions:
        return f"union {name} = {' | '.join(cut.members[graph][name])}"
    directives = _type_directives(declaration)
    kind = "interface" if name in cut.schema.interfaces else "type"
    head = f"{kind} {name}{_implements(_interfaces(cut, graph, name))}{directives}"
    if cut.is_interface_object(graph, name):
        head = f"type {name}{directives} @interfaceObject"
    known = cut.schema.fields(name)
    lines = [
        f"  {_field(known[each], placement)}{_directives(placement)}"
        for each, placement in declaration.fields.items()
    ]
    return _block(head, lines)


def _field(field: Field, placement: Placement) -> str:
    given = [*map(str, field.arguments), placement.context_argument, placement.own_argument]
    arguments = ", ".join(filter(None, given))
    type_text = placement.type_text or field.type_text
    return f"{field.name}{f'({arguments})' if arguments else ''}: {type_text}"


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


def _with_scalars(parts: list[str], mentions: str = "", colors: str = "") -> str:
    """Append what the text mentions, and what hidden fields would."""
    for name, definition in SCALARS.items():
        if re.search(rf"\b{name}\b", " ".join([*parts, mentions])):
            parts.append(definition.replace(" BLUE", f" BLUE{colors}"))
    return "\n".join(parts) + "\n"
