"""The ``join`` directives: which subgraph knows what (join specification v0.5)."""

from __future__ import annotations

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
    graphs: dict[str, list[EnumName]] = {}
    for graph, element in found.items():
        for applied in element.applied("cacheTag"):
            known = graphs.setdefault(str(applied.arguments.get("format")), [])
            if EnumName(merging.graphs[graph]) not in known:
                known.append(EnumName(merging.graphs[graph]))
    for text, names in graphs.items():
        arguments = {"graphs": names, "name": "federation__cacheTag", "args": {"format": text}}
        yield Applied("join__directive", arguments)


def join(
    merging: Merging, kind: str, graph: str, arguments: Mapping[str, Any] | None = None
) -> Applied:
    """One directive of the join specification."""
    return Applied(f"join__{kind}", {"graph": EnumName(merging.graphs[graph]), **(arguments or {})})
