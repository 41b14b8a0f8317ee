"""Arguments and input fields: only what every subgraph knows can be sent to any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.merge.context import MergeContext, merge_input, merge_marks
from gateway.federation.composition.subgraph import InputValue


def merge_values(
    context: MergeContext,
    coordinate: str,
    by_subgraph: Mapping[str, Mapping[str, InputValue]],
    missing: Code,
) -> dict[str, InputValue]:
    """The values that all subgraphs know; a required one that some do not know is an error."""
    merged: dict[str, InputValue] = {}
    for name in dict.fromkeys(name for values in by_subgraph.values() for name in values):
        found = {graph: values[name] for graph, values in by_subgraph.items() if name in values}
        absent = [graph for graph in by_subgraph if graph not in found]
        if not absent:
            value = _merge(context, coordinate.format(name), found)
            merged |= {name: value} if value else {}
        elif any(value.is_required for value in found.values()):
            context.report(
                missing,
                f"{coordinate.format(name)} is required in {_list(found)} and unknown in "
                f"{_list(absent)}; add it there, or make it optional",
                {graph: value.line for graph, value in found.items()},
            )
    return merged


def _merge(
    context: MergeContext, coordinate: str, found: Mapping[str, InputValue]
) -> InputValue | None:
    first, *others = found.values()
    type_ = first.type
    for other in others:
        merged = merge_input(type_, other.type)
        if merged is None:
            context.report(
                Code.FIELD_ARGUMENT_TYPE_MISMATCH,
                f"{coordinate} is {type_} in one subgraph and {other.type} in another "
                f"({_list(found)}); give it one type",
                {graph: value.line for graph, value in found.items()},
            )
            return None
        type_ = merged
    return replace(first, type=type_, marks=merge_marks(each.marks for each in found.values()))


def _list(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
