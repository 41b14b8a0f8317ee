"""One field of an object or interface: its type, its arguments, and who resolves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.context_arguments import (
    context_arguments,
    visible_arguments,
)
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.external_fields import check_external
from gateway.federation.composition.merge.field_sources import FieldSources
from gateway.federation.composition.merge.input_values import ARGUMENTS, InputMerger
from gateway.federation.composition.merge.joins import join, join_directives
from gateway.federation.composition.merge.overrides import Overrides
from gateway.federation.composition.merge.type_references import (
    MergedReference,
    merge_references,
)
from gateway.federation.composition.schema import Applied, OutputField


def merge_field(
    merging: Merging, sources: FieldSources, overrides: Overrides
) -> OutputField | None:
    """Merge one field; None when no subgraph resolves it."""
    resolving = {
        graph: each
        for graph, each in sources.found.items()
        if not sources.is_external(merging, graph)
    }
    if not resolving and not sources.is_abstracted(merging):
        merging.report.error(
            Code.EXTERNAL_MISSING_ON_BASE,
            f"{sources.coordinate} is @external wherever it is known ({listed(sources.found)}); "
            "define it without @external in the subgraph that resolves it",
            *merging.places(sources.found),
        )
        return None
    reference = _merge_type(merging, sources.coordinate, resolving or sources.found)
    arguments = InputMerger(merging, ARGUMENTS, f"{sources.coordinate}({{}}:)")
    merged = OutputField(
        name=sources.name,
        type=reference.type,
        arguments=arguments.merge(visible_arguments(merging, sources.coordinate, resolving)),
        description=merge_description(merging, sources.coordinate, resolving),
        directives=(
            *_joins(merging, sources, overrides, reference),
            *join_directives(merging, sources.found),
            *merge_applied(merging, sources.coordinate, resolving),
        ),
    )
    check_external(merging, sources, merged, reference)
    return merged


def _merge_type(
    merging: Merging, coordinate: str, resolving: Mapping[str, OutputField]
) -> MergedReference:
    references = {graph: each.type for graph, each in resolving.items()}
    merged = merge_references(references, merging.subtypes, is_input=False)
    merging.note_use(merged.type, "output", coordinate)
    shown = ", ".join(f"{type_} in {graph!r}" for graph, type_ in references.items())
    if not merged.is_compatible:
        merging.report.error(
            Code.FIELD_TYPE_MISMATCH,
            f"{coordinate} is {shown}; give it one type, or types of which one is a subtype",
            *merging.places(resolving),
        )
    elif not merged.is_same:
        merging.report.hint(
            Hint.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
            f"{coordinate} is {shown}; the supergraph has {merged.type}",
            *merging.places(resolving),
        )
    return merged


def _joins(
    merging: Merging, sources: FieldSources, overrides: Overrides, reference: MergedReference
) -> Iterator[Applied]:
    """``@join__field``; none where every subgraph of the type resolves the field alike."""
    owners = [
        graph
        for graph in sources.found
        if graph not in overrides.unused or graph in overrides.labels
    ]
    special = {graph: _special(merging, sources, graph, reference.is_same) for graph in owners}
    for graph, arguments in special.items():
        if graph in overrides.used:
            arguments["usedOverridden"] = True
        if graph in overrides.labels:
            arguments["overrideLabel"] = overrides.labels[graph]
    is_plain = all(not set(arguments) - {"override"} for arguments in special.values())
    if is_plain and not sources.lacking and len(owners) == len(sources.found):
        return
    for graph, arguments in special.items():
        yield join(merging, "field", graph, arguments)


def _special(merging: Merging, sources: FieldSources, graph: str, is_same: bool) -> dict[str, Any]:
    field = sources.found[graph]
    arguments: dict[str, Any] = {}
    for name in ("requires", "provides"):
        for applied in field.applied(name):
            arguments[name] = applied.arguments["fields"]
    if not is_same:
        arguments["type"] = str(field.type)
    if sources.is_external(merging, graph):
        arguments["external"] = True
    contextual = context_arguments(graph, field)
    if contextual:
        arguments["contextArguments"] = contextual
    for applied in field.applied("override"):
        arguments["override"] = applied.arguments["from"]
    return arguments
