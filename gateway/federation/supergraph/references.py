"""Whether all that a supergraph mentions is there: types, and the fields that field sets select.

A composer writes only what exists. A supergraph that was cut or edited by hand would otherwise fail
in the midst of planning.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.language.type_reference import TypeReference, named_type
from gateway.federation.supergraph.model import FieldInfo, Supergraph, TypeInfo, TypeKind

_TYPENAME = "__typename"


def missing_roots(supergraph: Supergraph) -> Iterator[str]:
    """Root types that are no object types, in words."""
    for kind, name in supergraph.root_types.items():
        info = supergraph.types.get(name)
        if info is None or info.kind is not TypeKind.OBJECT:
            yield f"the supergraph's {kind} type {name} is no object type"


def missing_references(info: TypeInfo, supergraph: Supergraph) -> Iterator[str]:
    """What a type mentions and does not exist, in words."""
    for name in info.members:
        if name not in supergraph.types:
            yield f"{info.name} names the type {name}, which does not exist"
    for name in info.interfaces:
        yield from _missing_for(info, name, supergraph)
    for owner in info.owners.values():
        for key in owner.keys:
            yield from _missing(info.name, key.fields, supergraph)
    for field in info.fields.values():
        yield from _missing_of(info, field, supergraph)


def _missing_for(info: TypeInfo, interface: str, supergraph: Supergraph) -> Iterator[str]:
    known = supergraph.types.get(interface)
    if known is None:
        yield f"{info.name} implements {interface}, which does not exist"
        return
    for field in known.fields:
        if field not in info.fields:
            yield f"{info.name} lacks the field {field} of {interface}"


def _missing_of(info: TypeInfo, field: FieldInfo, supergraph: Supergraph) -> Iterator[str]:
    references: list[TypeReference] = [field.type]
    references.extend(argument.type for argument in field.arguments.values())
    references.extend(owner.type for owner in field.owners.values() if owner.type)
    for reference in references:
        name = named_type(reference)
        if name not in supergraph.types:
            yield f"{info.name}.{field.name} names the type {name}, which does not exist"
    coordinate = f"{info.name}.{field.name}"
    for owner in field.owners.values():
        if owner.requires:
            yield from _missing(info.name, owner.requires, supergraph)
        if owner.provides:
            name = named_type(owner.type or field.type)
            yield from _missing(name, owner.provides, supergraph)
        for argument in owner.context_arguments:
            if argument.context not in supergraph.contexts:
                yield f"{coordinate} reads the context {argument.context}, which nothing sets"


def _missing(type_name: str, selections: SelectionSet, supergraph: Supergraph) -> Iterator[str]:
    info = supergraph.types.get(type_name)
    if info is None:
        yield f"a field set selects from the type {type_name}, which does not exist"
        return
    for selection in selections:
        if not isinstance(selection, Field):
            yield from _missing(selection.type_condition, selection.selections, supergraph)
        elif selection.name == _TYPENAME:
            continue
        elif selection.name not in info.fields:
            yield f"a field set selects {type_name}.{selection.name}, which does not exist"
        elif selection.selections:
            inner = named_type(info.fields[selection.name].type)
            yield from _missing(inner, selection.selections, supergraph)
