"""The ``join`` directives: which subgraph knows what (join specification v0.5)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.schema import (
    Applied,
    Element,
    EnumName,
    EnumValue,
    TypeDefinition,
)
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.spec import connect
from gateway.federation.spec.links import Link


def join_type(merging: Merging, definitions: Definitions) -> Iterator[Applied]:
    """``@join__implements``, then ``@join__type`` for each subgraph, or each of its keys."""
    for graph, definition in definitions.items():
        for interface in definition.interfaces:
            yield join(merging, "implements", graph, {"interface": interface})
    for graph, definition in definitions.items():
        keys = list(definition.applied("key"))
        for key in keys:
            arguments: dict[str, Any] = {"key": key.arguments["fields"]}
            if key.is_in_extension or definition.is_extension:
                arguments["extension"] = True
            if key.arguments.get("resolvable") is False:
                arguments["resolvable"] = False
            yield join(merging, "type", graph, {**arguments, **_mark(definition)})
        if not keys:
            yield join(merging, "type", graph, _mark(definition))


def _mark(definition: TypeDefinition) -> dict[str, bool]:
    return {"isInterfaceObject": True} if definition.is_interface_object else {}


def join_members(merging: Merging, definitions: Definitions) -> Iterator[Applied]:
    """``@join__unionMember``."""
    for graph, definition in definitions.items():
        for member in definition.members:
            yield join(merging, "unionMember", graph, {"member": member})


def join_enum_value(merging: Merging, found: Mapping[str, EnumValue]) -> Iterator[Applied]:
    """``@join__enumValue``."""
    return (join(merging, "enumValue", graph) for graph in found)


def join_directives(merging: Merging, found: Mapping[str, Element]) -> Iterator[Applied]:
    """``@join__directive``: what concerns only the subgraphs that say it."""
    joined: dict[str, tuple[list[EnumName], dict[str, Any]]] = {}
    for graph, element in found.items():
        for name, arguments in _joined(merging.subgraphs[graph], element):
            key = json.dumps((name, arguments))
            graphs, _ = joined.setdefault(key, ([], {"name": name, "args": arguments}))
            if EnumName(merging.graphs[graph]) not in graphs:
                graphs.append(EnumName(merging.graphs[graph]))
    for graphs, arguments in joined.values():
        yield Applied("join__directive", {"graphs": graphs, **arguments})


def _joined(subgraph: Subgraph, element: Element) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for applied in element.directives:
        if applied.name == "cacheTag":
            yield "federation__cacheTag", {"format": str(applied.arguments.get("format"))}
        elif applied.name in connect.SIGNATURES:
            yield subgraph.names[applied.name], applied.arguments


def join_links(merging: Merging) -> Iterator[Applied]:
    """``@join__directive`` for the links to what is carried so."""
    for graph, subgraph in merging.subgraphs.items():
        for link in subgraph.links:
            if link.identity == connect.CONNECT:
                graphs = [EnumName(merging.graphs[graph])]
                yield Applied(
                    "join__directive", {"graphs": graphs, "name": "link", "args": _arguments(link)}
                )


def _arguments(link: Link) -> dict[str, Any]:
    """A link as it is written."""
    imports = [
        element if own == element else {"name": element, "as": own}
        for element, own in link.imports.items()
    ]
    return {
        "url": link.url,
        **({"as": link.prefix} if link.prefix != link.name else {}),
        **({"for": EnumName(link.purpose)} if link.purpose else {}),
        **({"import": imports} if imports else {}),
    }


def join(
    merging: Merging, kind: str, graph: str, arguments: Mapping[str, Any] | None = None
) -> Applied:
    """One directive of the join specification."""
    return Applied(f"join__{kind}", {"graph": EnumName(merging.graphs[graph]), **(arguments or {})})
