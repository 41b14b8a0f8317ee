"""An ``@external`` field is declared as its owner declares it: it will be read as such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.directives import CARRIED
from gateway.federation.composition.merge.field_sources import FieldSources
from gateway.federation.composition.merge.type_references import (
    MergedReference,
    is_strict_subtype,
)
from gateway.federation.composition.schema import InputValue, OutputField


def check_external(
    merging: Merging, sources: FieldSources, merged: OutputField, reference: MergedReference
) -> None:
    """Compare each external declaration with the merged field."""
    for graph, field in sources.found.items():
        if sources.is_external(merging, graph):
            _check_type(merging, sources, graph, merged, reference)
            _check_arguments(merging, sources, graph, merged.arguments)
            _check_directives(merging, sources, graph, field)


def _check_type(
    merging: Merging,
    sources: FieldSources,
    graph: str,
    merged: OutputField,
    reference: MergedReference,
) -> None:
    declared = sources.found[graph].type
    is_special = is_strict_subtype(merged.type, declared, merging.subtypes)
    if declared == merged.type or (not reference.is_same and is_special):
        return
    _error(
        merging,
        sources,
        graph,
        Code.EXTERNAL_TYPE_MISMATCH,
        f"is {declared}, while its owner says {merged.type}; give it that type",
    )


def _check_arguments(
    merging: Merging, sources: FieldSources, graph: str, owned: Mapping[str, InputValue]
) -> None:
    declared = sources.found[graph].arguments
    for name, argument in owned.items():
        for code, problem in _differences(merging, declared.get(name), argument):
            _error(merging, sources, graph, code, problem)


def _differences(
    merging: Merging, own: InputValue | None, owned: InputValue
) -> Iterator[tuple[Code, str]]:
    """What is wrong with an argument of an external field, by that of the field's owner."""
    name = owned.name
    if own is None:
        problem = f"lacks the argument {name}, which its owner has; add it"
        yield Code.EXTERNAL_ARGUMENT_MISSING, problem
        return
    if own.type != owned.type and not is_strict_subtype(own.type, owned.type, merging.subtypes):
        problem = f"has the argument {name}: {own.type}, its owner {owned.type}; align them"
        yield Code.EXTERNAL_ARGUMENT_TYPE_MISMATCH, problem
    if own.default != owned.default:
        problem = f"has the default {own.default} for {name}, its owner {owned.default}; align them"
        yield Code.EXTERNAL_ARGUMENT_DEFAULT_MISMATCH, problem


def _check_directives(
    merging: Merging, sources: FieldSources, graph: str, field: OutputField
) -> None:
    for applied in field.directives:
        name = applied.name.removeprefix("@")
        if applied.name in CARRIED or (name != applied.name and name in merging.custom):
            _error(
                merging,
                sources,
                graph,
                Code.MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL,
                f"has @{name}, which belongs to the field's owner; move it there",
            )


def _error(merging: Merging, sources: FieldSources, graph: str, code: Code, problem: str) -> None:
    merging.report.error(
        code,
        f"{sources.coordinate} is @external in {graph!r} and {problem}",
        merging.subgraphs[graph].at(sources.found[graph]),
    )
