"""``@interfaceObject``: one object type that stands for all types of an interface.

Such a subgraph does not know which types there are; its fields are added to each of them, to be
resolved through the interface (an empty ``@join__field`` says so).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.access import ACCESS_DIRECTIVES
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.field_sources import Abstracted, FieldSources
from gateway.federation.composition.merge.overrides import Overrides
from gateway.federation.composition.merge.sharing import check_sharing
from gateway.federation.composition.schema import (
    Applied,
    Element,
    InputValue,
    OutputField,
    TypeDefinition,
)
from gateway.federation.supergraph.model import TypeKind


def abstracted(
    merging: Merging, name: str, definitions: Definitions, field: str
) -> Iterator[Abstracted]:
    """Who resolves a field of an object type without knowing the type."""
    interfaces = dict.fromkeys(each for known in definitions.values() for each in known.interfaces)
    for graph, subgraph in merging.subgraphs.items():
        if name not in subgraph.types:
            for interface in interfaces:
                definition = subgraph.types.get(interface)
                if definition and definition.kind is TypeKind.OBJECT and field in definition.fields:
                    yield Abstracted(graph, interface, definition.fields[field])


def is_abstracted(merging: Merging, interface: str, field: str) -> bool:
    """Whether some interface object resolves a field of an interface."""
    return any(
        field in definition.fields
        and (interface, field) not in merging.subgraphs[graph].facts.external
        for graph, definition in merging.definitions(interface).items()
        if definition.is_interface_object
    )


def check_interface_objects(merging: Merging, name: str, definitions: Definitions) -> None:
    """Report an interface object that knows types, or an interface that is one everywhere."""
    marked = {graph: each for graph, each in definitions.items() if each.is_interface_object}
    if marked and len(marked) == len(merging.definitions(name)):
        merging.report.error(
            Code.INTERFACE_OBJECT_USAGE_ERROR,
            f"{name} is an @interfaceObject wherever it is known ({listed(marked)}); define it as "
            "an interface in the subgraph that knows its types",
            *merging.places(marked),
        )
    implementations = sorted(merging.implementations(name))
    for graph, definition in marked.items():
        known = [each for each in implementations if each in merging.subgraphs[graph].types]
        if known:
            merging.report.error(
                Code.INTERFACE_OBJECT_USAGE_ERROR,
                f"{name} is an @interfaceObject in {graph!r}, which also knows {listed(known)}, "
                "types of that interface; remove them there, or define the interface",
                merging.subgraphs[graph].at(definition),
            )


def add_abstracted_fields(
    merging: Merging, types: Mapping[str, TypeDefinition]
) -> dict[str, TypeDefinition]:
    """Give each type of an interface the fields that interface objects add to it."""
    return {
        name: _with_added_fields(merging, types, definition)
        if definition.kind is TypeKind.OBJECT
        else definition
        for name, definition in types.items()
    }


def _with_added_fields(
    merging: Merging, types: Mapping[str, TypeDefinition], definition: TypeDefinition
) -> TypeDefinition:
    added: dict[str, OutputField] = {}
    for interface in definition.interfaces:
        for field in types[interface].fields.values() if interface in types else ():
            known = added.get(field.name) or definition.fields.get(field.name)
            if not is_abstracted(merging, interface, field.name):
                continue
            if known is None:
                added[field.name] = _added(merging, definition.name, field)
                _check_sharing(merging, definition.name, field.name)
            elif _is_external(known):
                carried = _carried(merging, f"{definition.name}.{field.name}", field)
                added[field.name] = replace(known, directives=(*known.directives, *carried))
    return replace(definition, fields={**definition.fields, **added}) if added else definition


def _check_sharing(merging: Merging, name: str, field: str) -> None:
    found = tuple(abstracted(merging, name, merging.definitions(name), field))
    check_sharing(merging, FieldSources(name, field, {}, (), False, found), Overrides())


def _added(merging: Merging, type_name: str, field: OutputField) -> OutputField:
    coordinate = f"{type_name}.{field.name}"
    arguments: dict[str, InputValue] = {
        each.name: replace(each, directives=_carried(merging, "", each))
        for each in field.arguments.values()
    }
    directives = (Applied("join__field"), *_carried(merging, coordinate, field))
    return replace(field, directives=directives, arguments=arguments)


def _carried(merging: Merging, coordinate: str, element: Element) -> tuple[Applied, ...]:
    """What an element says for another one; requirements on access come by their own way."""
    plain = (
        each
        for each in element.directives
        if not each.name.startswith("join__") and each.name not in ACCESS_DIRECTIVES
    )
    return (*plain, *merge_applied(merging, coordinate, {}))


def _is_external(field: OutputField) -> bool:
    joins = list(field.applied("join__field"))
    return bool(joins) and all(each.arguments.get("external") for each in joins)
