"""What an entity call sends for an object: its type, its key, and what the subgraph requires.

Shared by the typed and the careful run, so that both send the same bytes. Equal bytes are the
same entity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.execution.shape import fields_for
from gateway.federation.language.selection import TYPENAME, Field, SelectionSet
from gateway.federation.plan.nodes import Fetch
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Requirement:
    """What is sent for the objects of one type.

    Attributes:
        typename: as sent; differs from the object's own for interface objects.
        fields: ``response_key`` is read, ``name`` is sent; without the type, which always is.
        key_names: the sent names that make up the key. A null there means that there is no entity,
            while a null elsewhere is sent as it is.
    """

    typename: str
    fields: tuple[Field, ...]
    key_names: frozenset[str]


def requirements(fetch: Fetch, supergraph: Supergraph) -> Mapping[str, Requirement]:
    """Type name to what the fetch sends for its objects; types not named send nothing.

    An interface's name stands for the objects that have not told theirs (``Place.untold``).
    """
    overrides = _overrides(fetch, supergraph)
    found: dict[str, Requirement] = {}
    for name in dict.fromkeys((*_types_in(fetch.requires or (), supergraph), *overrides)):
        sent = fields_for(fetch.requires or (), name, supergraph)
        fields = tuple(each for each in sent if each.name != TYPENAME.name)
        typename = overrides.get(name, name)
        key_names = _key_names(typename, fetch.subgraph, fields, supergraph)
        found[name] = Requirement(typename, fields, key_names)
    return found


def _overrides(fetch: Fetch, supergraph: Supergraph) -> dict[str, str]:
    return {
        name: override.typename
        for override in fetch.typename_overrides
        for name in (override.on_type, *supergraph.possible_types[override.on_type])
    }


def representation_head(typename: str) -> bytes:
    """The beginning of a representation, up to and with its type."""
    return b'{"__typename":"%b"' % typename.encode()


def _types_in(selections: SelectionSet, supergraph: Supergraph) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for selection in selections:
        if not isinstance(selection, Field):
            names.update(dict.fromkeys(supergraph.possible_types[selection.type_condition]))
    return tuple(names)


def _key_names(
    typename: str, subgraph: str, fields: tuple[Field, ...], supergraph: Supergraph
) -> frozenset[str]:
    """The fields of the first resolvable key that is sent in full; all, where none is known."""
    sent = frozenset(field.name for field in fields)
    owner = supergraph.types[typename].owners.get(subgraph)
    for key in owner.keys if owner else ():
        names = frozenset(each.name for each in key.fields if isinstance(each, Field))
        names -= {TYPENAME.name}
        if key.resolvable and names <= sent:
            return names
    return sent
