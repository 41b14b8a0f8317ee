"""Requirements on access reach what they protect, by whichever type it is read.

Source: federation 2.12 on ``@authenticated``, ``@requiresScopes`` and ``@policy``. An interface
asks for what its types ask for, a field of an interface for what that field asks for in each type;
what an interface object says of a field holds for each type that it stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gateway.federation.composition.schema import Applied, Element, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind

ACCESS_DIRECTIVES = ("authenticated", "requiresScopes", "policy")


def propagate_access(
    subgraphs: Iterable[Subgraph], subtypes: Mapping[str, frozenset[str]]
) -> dict[str, tuple[Applied, ...]]:
    """Coordinate to the requirements that it does not have by itself."""
    subgraphs = tuple(subgraphs)
    objects = {
        name
        for subgraph in subgraphs
        for name, definition in subgraph.types.items()
        if definition.merged_kind is TypeKind.OBJECT
    }
    propagation = _Propagation.over(subgraphs, subtypes, objects)
    found: dict[str, dict[str, Applied]] = {}
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            if definition.kind is TypeKind.OBJECT:
                for coordinate, applied in propagation.of_type(subgraph, definition):
                    found.setdefault(coordinate, {})[repr(applied)] = applied
    return {coordinate: tuple(each.values()) for coordinate, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Propagation:
    """Interfaces to their object types in the supergraph, and the other way around."""

    implementations: Mapping[str, frozenset[str]]
    interfaces: Mapping[str, tuple[str, ...]]

    @classmethod
    def over(
        cls,
        subgraphs: Iterable[Subgraph],
        subtypes: Mapping[str, frozenset[str]],
        objects: set[str],
    ) -> _Propagation:
        names = {
            name
            for subgraph in subgraphs
            for name, definition in subgraph.types.items()
            if definition.merged_kind is TypeKind.INTERFACE
        }
        implementations = {
            name: subtypes.get(name, frozenset()) & objects for name in sorted(names)
        }
        interfaces: dict[str, list[str]] = {}
        for interface, types in implementations.items():
            for name in types:
                interfaces.setdefault(name, []).append(interface)
        return cls(implementations, {name: tuple(each) for name, each in interfaces.items()})

    def of_type(
        self, subgraph: Subgraph, definition: TypeDefinition
    ) -> Iterator[tuple[str, Applied]]:
        for applied in _requirements(definition):
            for interface in self.interfaces.get(definition.name, ()):
                yield interface, applied
        for field in definition.fields.values():
            if (definition.name, field.name) in subgraph.facts.external:
                continue
            for applied in _requirements(field):
                for name in self._bearers(definition):
                    yield f"{name}.{field.name}", applied

    def _bearers(self, definition: TypeDefinition) -> Iterator[str]:
        """The other types by which a field of this one is read."""
        if not definition.is_interface_object:
            yield from self.interfaces.get(definition.name, ())
            return
        for name in sorted(self.implementations.get(definition.name, ())):
            yield name
            yield from (each for each in self.interfaces[name] if each != definition.name)


def _requirements(element: Element) -> Iterator[Applied]:
    return (each for each in element.directives if each.name in ACCESS_DIRECTIVES)
