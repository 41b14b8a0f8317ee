"""Objects and interfaces: all fields of all subgraphs."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.field_sources import FieldSources
from gateway.federation.composition.merge.fields import merge_field
from gateway.federation.composition.merge.interface_objects import (
    abstracted,
    check_interface_objects,
    is_abstracted,
)
from gateway.federation.composition.merge.joins import join_directives, join_type
from gateway.federation.composition.merge.overrides import resolve_overrides
from gateway.federation.composition.merge.sharing import check_sharing
from gateway.federation.composition.schema import ROOTS, OutputField, TypeDefinition
from gateway.federation.supergraph.model import TypeKind


def merge_object(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition | None:
    """Merge one object type; None when it has no field of its own (a mere entry point)."""
    is_entity = _hint_on_keys(merging, name, definitions)
    if not is_entity and name not in ROOTS:
        _hint_on_fields(merging, definitions, Hint.INCONSISTENT_OBJECT_VALUE_TYPE_FIELD)
    fields: dict[str, OutputField] = {}
    for sources in _sources(merging, name, definitions):
        overrides = resolve_overrides(merging, sources)
        merged = merge_field(merging, sources, overrides)
        check_sharing(merging, sources, overrides)
        fields |= {merged.name: merged} if merged else {}
    if not any(each.fields for each in definitions.values()):
        return None
    return _merged(merging, name, definitions, fields)


def merge_interface(merging: Merging, name: str, definitions: Definitions) -> TypeDefinition:
    """Merge one interface; its fields are resolved by its types, so sharing is no question."""
    check_interface_objects(merging, name, definitions)
    interfaces = (each for each in definitions.values() if not each.is_interface_object)
    if not any(each.has("key") for each in interfaces):
        _hint_on_fields(merging, definitions, Hint.INCONSISTENT_INTERFACE_VALUE_TYPE_FIELD)
    fields: dict[str, OutputField] = {}
    for sources in _sources(merging, name, definitions):
        merged = merge_field(merging, sources, resolve_overrides(merging, sources))
        fields |= {merged.name: merged} if merged else {}
    return _merged(merging, name, definitions, fields)


def _merged(
    merging: Merging, name: str, definitions: Definitions, fields: dict[str, OutputField]
) -> TypeDefinition:
    first = next(iter(definitions.values()))
    interfaces = dict.fromkeys(each for known in definitions.values() for each in known.interfaces)
    return TypeDefinition(
        name=name,
        kind=first.merged_kind,
        description=merge_description(merging, name, definitions),
        directives=(
            *join_type(merging, definitions),
            *join_directives(merging, definitions),
            *merge_applied(merging, name, definitions),
        ),
        fields=fields,
        interfaces=tuple(interfaces),
    )


def _sources(merging: Merging, name: str, definitions: Definitions) -> list[FieldSources]:
    names = dict.fromkeys(field for each in definitions.values() for field in each.fields)
    kind = next(iter(definitions.values())).merged_kind
    return [
        FieldSources(
            type_name=name,
            name=field,
            found={
                graph: each.fields[field]
                for graph, each in definitions.items()
                if field in each.fields
            },
            lacking=tuple(graph for graph, each in definitions.items() if field not in each.fields),
            is_of_interface=kind is TypeKind.INTERFACE,
            abstracted=tuple(abstracted(merging, name, definitions, field)),
        )
        for field in names
    ]


def _hint_on_keys(merging: Merging, name: str, definitions: Definitions) -> bool:
    """Whether the type is an entity anywhere."""
    keyed = [graph for graph, each in definitions.items() if each.has("key")]
    keyless = [graph for graph in definitions if graph not in keyed]
    if keyed and keyless:
        merging.report.hint(
            Hint.INCONSISTENT_ENTITY,
            f"{name} has a @key in {listed(keyed)}, but none in {listed(keyless)}, where it cannot "
            "be entered",
            *merging.places(definitions),
        )
    return bool(keyed)


def _hint_on_fields(merging: Merging, definitions: Definitions, hint: Hint) -> None:
    for sources in _sources(merging, next(iter(definitions.values())).name, definitions):
        lacking = [
            graph
            for graph in sources.lacking
            if not definitions[graph].is_interface_object
            and not _is_all_external(merging, graph, sources.type_name)
        ]
        is_added = is_abstracted(merging, sources.type_name, sources.name)
        if lacking and not is_added:
            merging.report.hint(
                hint,
                f"{sources.coordinate} is known to {listed(sources.found)}, but not to "
                f"{listed(lacking)}, which know the type as well",
                *merging.places(sources.found),
            )


def _is_all_external(merging: Merging, graph: str, type_name: str) -> bool:
    subgraph = merging.subgraphs[graph]
    return all(
        (type_name, field) in subgraph.facts.external for field in subgraph.types[type_name].fields
    )
