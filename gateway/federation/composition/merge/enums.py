"""Enums: read from, all values of all subgraphs; written to, only those that all know.

An enum used both ways must be the same everywhere: a value could neither be dropped from answers
nor be sent to a subgraph that does not know it.
"""

from __future__ import annotations

from collections.abc import Mapping

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.joins import join_enum_value, join_type
from gateway.federation.composition.schema import EnumValue, TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def merge_enum(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition:
    """Merge one enum."""
    uses = merging.enum_uses.get(name, {})
    if not uses:
        merging.report.hint(
            Hint.UNUSED_ENUM_TYPE,
            f"{name} is used nowhere; it has all values of all subgraphs",
            *merging.places(definitions),
        )
    names = dict.fromkeys(value for each in definitions.values() for value in each.enum_values)
    values = {
        value: _merge_value(merging, f"{name}.{value}", _found(definitions, value))
        for value in names
    }
    kept = {
        value: merged
        for value, merged in values.items()
        if _is_kept(merging, name, merged, definitions)
    }
    if not kept:
        merging.report.error(
            Code.EMPTY_MERGED_ENUM_TYPE,
            f"{name} is used for input and has no value that {listed(definitions)} all know; give "
            "them common values",
            *merging.places(definitions),
        )
    return TypeDefinition(
        name=name,
        kind=TypeKind.ENUM,
        description=merge_description(merging, name, definitions),
        directives=(*join_type(merging, definitions), *merge_applied(merging, name, definitions)),
        enum_values=kept,
    )


def _merge_value(merging: Merging, coordinate: str, found: Mapping[str, EnumValue]) -> EnumValue:
    return EnumValue(
        name=coordinate.rpartition(".")[2],
        description=merge_description(merging, coordinate, found),
        directives=(*join_enum_value(merging, found), *merge_applied(merging, coordinate, found)),
    )


def _is_kept(merging: Merging, name: str, value: EnumValue, definitions: Definitions) -> bool:
    """Whether the value is in the supergraph; what is @inaccessible nobody can send."""
    uses = merging.enum_uses.get(name, {})
    known = _found(definitions, value.name)
    lacking = [graph for graph in definitions if graph not in known]
    if not lacking or value.has("inaccessible"):
        return True
    coordinate = f"{name}.{value.name}"
    if "input" not in uses:
        merging.report.hint(
            Hint.INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM,
            f"{coordinate} is not known to {listed(lacking)}; it is in the supergraph",
            *merging.places(known),
        )
        return True
    if "output" in uses:
        merging.report.error(
            Code.ENUM_VALUE_MISMATCH,
            f"{coordinate} is not known to {listed(lacking)}, but {name} is used for input (by "
            f"{uses['input']}) and output (by {uses['output']}); define the same values in all "
            "its subgraphs, or mark this one @inaccessible",
            *merging.places(definitions),
        )
        return True
    merging.report.hint(
        Hint.INCONSISTENT_ENUM_VALUE_FOR_INPUT_ENUM,
        f"{coordinate} is not known to {listed(lacking)}; it is left out of the supergraph",
        *merging.places(known),
    )
    return False


def _found(definitions: Definitions, value: str) -> dict[str, EnumValue]:
    return {
        graph: each.enum_values[value]
        for graph, each in definitions.items()
        if value in each.enum_values
    }
