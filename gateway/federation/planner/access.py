"""What an operation asks for that a caller may not see: it is taken out before the ways are sought.

Specifications: authenticated, requiresScopes and policy v0.1. Whoever reads a field needs what the
field, the type that it is read on and the type that it leads to ask for. Where an interface's field
is allowed on some of its object types only, it is asked for on those. What is taken out is null in
the answer, with an error; keys and requirements that the gateway itself needs stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from gateway.federation.language.selection import (
    TYPENAME,
    Field,
    Fragment,
    Operation,
    Selection,
    SelectionSet,
)
from gateway.federation.language.type_reference import named_type
from gateway.federation.plan.nodes import Coordinate
from gateway.federation.supergraph.access import Access, Grants
from gateway.federation.supergraph.model import Supergraph


def grants_asked(operation: Operation, supergraph: Supergraph) -> Grants:
    """All grants on which the plan of an operation in its normal form may depend."""
    root = supergraph.root_types[operation.kind.value]
    found = {
        grant
        for parent, name in _coordinates(operation.selections, root, supergraph)
        for requirement in _access(parent, name, supergraph)
        for grant in requirement.grants
    }
    return frozenset(found)


def without_the_forbidden(
    operation: Operation, supergraph: Supergraph, granted: Grants
) -> tuple[Operation, dict[Coordinate, str]]:
    """The allowed part of an operation in its normal form, and what is not allowed.

    Returns:
        The operation, no longer in its normal form; and each forbidden coordinate of it with the
        directive that forbids it.
    """
    gate = _Gate(supergraph, granted)
    root = supergraph.root_types[operation.kind.value]
    allowed = gate.allowed(operation.selections, root)
    return replace(operation, selections=allowed), gate.forbidden


@dataclass(slots=True)
class _Gate:
    supergraph: Supergraph
    granted: Grants
    forbidden: dict[Coordinate, str] = field(default_factory=dict)

    def allowed(self, selections: SelectionSet, parent: str) -> SelectionSet:
        return tuple(part for each in selections for part in self._parts(each, parent))

    def _parts(self, selection: Selection, parent: str) -> Iterator[Selection]:
        if isinstance(selection, Fragment):
            below = self.allowed(selection.selections, selection.type_condition)
            if below:
                yield replace(selection, selections=below)
        elif selection.name.startswith("__"):
            yield selection
        else:
            yield from self._of_field(selection, parent)

    def _of_field(self, selection: Field, parent: str) -> Iterator[Selection]:
        # Asked of each type even where none is: a value may be there as a key of the gateway's.
        possible = self.supergraph.possible_types[parent]
        names = [each for each in possible if self._allows(each, selection.name)]
        if not self._allows(parent, selection.name):
            return
        field_below = self._below(selection, parent)
        if len(names) == len(possible):
            yield field_below
        else:
            yield from (Fragment(name, (field_below,)) for name in names)

    def _below(self, selection: Field, parent: str) -> Field:
        if not selection.selections:
            return selection
        type_name = named_type(self.supergraph.types[parent].fields[selection.name].type)
        # Whether there is an object may be known, though nothing that is in it.
        below = self.allowed(selection.selections, type_name) or (TYPENAME,)
        return replace(selection, selections=below)

    def _allows(self, parent: str, name: str) -> bool:
        for requirement in _access(parent, name, self.supergraph):
            if not requirement.is_met(self.granted):
                self.forbidden[parent, name] = requirement.directive
                return False
        return True


def _access(parent: str, name: str, supergraph: Supergraph) -> Access:
    """What reading a field of a type asks for."""
    info = supergraph.types[parent]
    read = info.fields[name]
    return (*read.access, *info.access, *supergraph.types[named_type(read.type)].access)


def _coordinates(
    selections: SelectionSet, parent: str, supergraph: Supergraph
) -> Iterator[Coordinate]:
    for each in selections:
        if isinstance(each, Fragment):
            yield from _coordinates(each.selections, each.type_condition, supergraph)
        elif not each.name.startswith("__"):
            yield parent, each.name
            for name in supergraph.possible_types[parent]:
                yield name, each.name
            below = named_type(supergraph.types[parent].fields[each.name].type)
            yield from _coordinates(each.selections, below, supergraph)
