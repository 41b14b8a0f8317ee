"""Fields of objects and interfaces: who resolves them, and whether they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.merge.context import MergeContext, merge_marks, merge_output
from gateway.federation.composition.merge.values import merge_values
from gateway.federation.composition.subgraph import (
    InputValue,
    Marks,
    OutputField,
    SubgraphType,
)
from gateway.federation.errors import FieldSetError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field
from gateway.federation.language.type_reference import TypeReference
from gateway.federation.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class MergedField:
    """A field of the supergraph; ``owners`` are the subgraphs' own definitions."""

    name: str
    type: TypeReference
    arguments: Mapping[str, InputValue]
    marks: Marks
    owners: Mapping[str, OutputField]


def merge_output_fields(
    context: MergeContext, definitions: Mapping[str, SubgraphType]
) -> tuple[MergedField, ...]:
    """Merge the fields of one object or interface."""
    merged: list[MergedField] = []
    for name in dict.fromkeys(name for each in definitions.values() for name in each.fields):
        owners = {
            graph: each.fields[name] for graph, each in definitions.items() if name in each.fields
        }
        coordinate = f"{next(iter(definitions.values())).name}.{name}"
        _check_sharing(context, coordinate, owners, definitions)
        field = _merge(context, coordinate, owners)
        merged.extend([field] if field else [])
    return tuple(merged)


def _merge(
    context: MergeContext, coordinate: str, owners: Mapping[str, OutputField]
) -> MergedField | None:
    first, *others = owners.values()
    type_ = first.type
    for other in others:
        merged = merge_output(type_, other.type)
        if merged is None:
            shown = ", ".join(f"{owner.type} in {graph!r}" for graph, owner in owners.items())
            context.report(
                Code.FIELD_TYPE_MISMATCH,
                f"{coordinate} is {shown}; give it one type",
                {graph: owner.line for graph, owner in owners.items()},
            )
            return None
        type_ = merged
    resolving = {graph: owner for graph, owner in owners.items() if not owner.is_external}
    arguments = merge_values(
        context,
        f"{coordinate}({{}}:)",
        {graph: owner.arguments for graph, owner in (resolving or owners).items()},
        Code.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
    )
    marks = merge_marks(owner.marks for owner in owners.values())
    return MergedField(first.name, type_, arguments, marks, owners)


def _check_sharing(
    context: MergeContext,
    coordinate: str,
    owners: Mapping[str, OutputField],
    definitions: Mapping[str, SubgraphType],
) -> None:
    name = coordinate.rpartition(".")[2]
    resolving = [graph for graph, owner in owners.items() if not owner.is_external]
    lines = {graph: owner.line for graph, owner in owners.items()}
    keyed = [graph for graph in owners if name in _key_fields(definitions[graph])]
    if not resolving and not keyed:
        context.report(
            Code.EXTERNAL_MISSING_ON_BASE,
            f"{coordinate} is @external in {', '.join(map(repr, owners))} and resolved nowhere; "
            "define it without @external in one subgraph",
            lines,
        )
    if len(resolving) < 2 or definitions[resolving[0]].kind is TypeKind.INTERFACE:  # noqa: PLR2004 - sharing takes two
        return
    unshared = [
        graph for graph in resolving if not owners[graph].is_shareable and graph not in keyed
    ]
    if unshared:
        context.report(
            Code.INVALID_FIELD_SHARING,
            f"{coordinate} is resolved by {', '.join(map(repr, resolving))}, but is not @shareable "
            f"in {', '.join(map(repr, unshared))}; mark it there, or keep it in one subgraph",
            lines,
        )


def _key_fields(type_: SubgraphType) -> set[str]:
    names: set[str] = set()
    for key in type_.keys:
        try:
            selections = parse_field_set(key.fields)
        except FieldSetError:
            continue
        names |= {each.name for each in selections if isinstance(each, Field)}
    return names
