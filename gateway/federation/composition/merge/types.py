"""One type of the supergraph from its definitions in the subgraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.merge.context import MergeContext, merge_marks
from gateway.federation.composition.merge.output_fields import MergedField, merge_output_fields
from gateway.federation.composition.merge.values import merge_values
from gateway.federation.composition.subgraph import InputValue, Marks, SubgraphType
from gateway.federation.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class MergedType:
    """A type ready to be printed; members that do not apply to its kind are empty."""

    name: str
    kind: TypeKind
    marks: Marks
    definitions: Mapping[str, SubgraphType]
    fields: tuple[MergedField, ...] = ()
    input_fields: Mapping[str, InputValue] | None = None
    enum_values: Mapping[str, Marks] | None = None


def merge_type(context: MergeContext, name: str) -> MergedType | None:
    """Merge one type; None when nothing sensible is left of it."""
    definitions = context.definitions(name)
    kinds = {definition.kind for definition in definitions.values()}
    if len(kinds) > 1:
        shown = ", ".join(f"{each.kind} in {graph!r}" for graph, each in definitions.items())
        context.report(
            Code.TYPE_KIND_MISMATCH, f"{name} is {shown}; rename one of them", _lines(definitions)
        )
        return None
    kind = kinds.pop()
    return MergedType(
        name,
        kind,
        merge_marks(each.marks for each in definitions.values()),
        definitions,
        merge_output_fields(context, definitions),
        _input_fields(context, name, definitions) if kind is TypeKind.INPUT else None,
        _enum_values(context, name, definitions) if kind is TypeKind.ENUM else None,
    )


def _input_fields(
    context: MergeContext, name: str, definitions: Mapping[str, SubgraphType]
) -> dict[str, InputValue]:
    merged = merge_values(
        context,
        f"{name}.{{}}",
        {graph: each.input_fields for graph, each in definitions.items()},
        Code.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
    )
    if not merged:
        context.report(
            Code.EMPTY_MERGED_INPUT_TYPE,
            f"{name} has no field that all its subgraphs know; align its definitions",
            _lines(definitions),
        )
    return merged


def _enum_values(
    context: MergeContext, name: str, definitions: Mapping[str, SubgraphType]
) -> dict[str, Marks]:
    every = dict.fromkeys(value for each in definitions.values() for value in each.enum_values)
    common = [
        value for value in every if all(value in each.enum_values for each in definitions.values())
    ]
    is_input = name in context.input_types()
    if is_input and name in context.output_types() and len(common) < len(every):
        odd = ", ".join(value for value in every if value not in common)
        context.report(
            Code.ENUM_VALUE_MISMATCH,
            f"{name} is used for input and output, but {odd} is not known everywhere; "
            "define the same values in all its subgraphs",
            _lines(definitions),
        )
    if is_input and not common:
        context.report(
            Code.EMPTY_MERGED_ENUM_TYPE,
            f"{name} has no value that all its subgraphs know; align its definitions",
            _lines(definitions),
        )
    return {
        value: merge_marks(
            each.enum_values[value] for each in definitions.values() if value in each.enum_values
        )
        for value in (common if is_input else every)
    }


def _lines(definitions: Mapping[str, SubgraphType]) -> dict[str, int]:
    return {graph: each.line for graph, each in definitions.items()}
