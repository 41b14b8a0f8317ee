"""A key of an interface is a key of each type that implements it."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report, listed
from gateway.federation.composition.facts import follow
from gateway.federation.composition.field_sets import read_field_set
from gateway.federation.composition.schema import Applied, TypeDefinition, object_types_of
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.errors import FieldSetError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.supergraph.model import TypeKind


def check(subgraph: Subgraph, report: Report) -> None:
    """Report types that lack a key of their interface."""
    for definition in subgraph.types.values():
        if definition.kind is TypeKind.INTERFACE:
            for key in definition.applied("key"):
                if _are_readable(subgraph, definition, key):
                    _check_key(subgraph, definition, key, report)


def _are_readable(subgraph: Subgraph, interface: TypeDefinition, key: Applied) -> bool:
    """Whether no key that would be compared is itself an error."""
    return _is_readable(subgraph, interface, key) and all(
        _is_readable(subgraph, each, other)
        for each in object_types_of(subgraph.types, interface.name)
        for other in each.applied("key")
    )


def _is_readable(subgraph: Subgraph, definition: TypeDefinition, key: Applied) -> bool:
    """Whether a type has what its key selects."""
    try:
        fields = read_field_set(key.arguments.get("fields"))
        list(follow(subgraph.types, definition.name, fields.selections))
    except (TypeError, FieldSetError):
        return False
    return True


def _check_key(
    subgraph: Subgraph, definition: TypeDefinition, key: Applied, report: Report
) -> None:
    is_resolvable = key.arguments.get("resolvable") is not False
    missing, unresolvable = [], []
    for each in object_types_of(subgraph.types, definition.name):
        matching = [other for other in each.applied("key") if _fields(other) == _fields(key)]
        if not matching:
            missing.append(each.name)
        elif is_resolvable and all(o.arguments.get("resolvable") is False for o in matching):
            unresolvable.append(each.name)
    if missing or unresolvable:
        what = (
            f"not a key of {listed(missing)}; add it there"
            if missing
            else (f"not resolvable for {listed(unresolvable)}; make it so there")
        )
        report.error(
            Code.INTERFACE_KEY_NOT_ON_IMPLEMENTATION,
            f'@key(fields: "{key.arguments.get("fields")}") on the interface {definition.name} in '
            f"{subgraph.name!r} is {what}",
            subgraph.at(key),
        )


def _fields(key: Applied) -> frozenset[object]:
    """The selected fields, whatever their order."""
    try:
        return frozenset(parse_field_set(str(key.arguments.get("fields"))))
    except FieldSetError:
        return frozenset()
