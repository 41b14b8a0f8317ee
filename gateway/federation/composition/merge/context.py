"""What the mergers share: the subgraphs, their names in join, the type hierarchy, the report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.merge.access import propagate_access
from gateway.federation.composition.merge.carried import Carried
from gateway.federation.composition.schema import (
    Applied,
    DirectiveDefinition,
    Element,
    TypeDefinition,
)
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.language.type_reference import TypeReference, named_type
from gateway.federation.supergraph.model import TypeKind

Definitions = Mapping[str, TypeDefinition]


@dataclass(slots=True)
class Merging:
    """The mergers' common ground; only the report and the uses of enums grow.

    Attributes:
        subgraphs: by name, in the order of names, so that the result does not depend on the order
            in which they were given.
        graphs: subgraph name to its value in ``join__Graph``.
        subtypes: abstract type to its object and interface types, in any subgraph.
        propagated: coordinate to the requirements on access that it has from elsewhere.
        custom: the directives that subgraphs compose, by their names.
        enum_uses: enum name to where it is used, as ``input`` and as ``output``.
    """

    subgraphs: Mapping[str, Subgraph]
    report: Report
    graphs: Mapping[str, str]
    subtypes: Mapping[str, frozenset[str]]
    propagated: Mapping[str, tuple[Applied, ...]]
    custom: Mapping[str, DirectiveDefinition]
    enum_uses: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, subgraphs: Sequence[Subgraph], carried: Carried, report: Report) -> Merging:
        """Order the subgraphs and survey their types."""
        ordered = sorted(subgraphs, key=lambda subgraph: subgraph.name)
        subtypes = _subtypes(ordered)
        return cls(
            subgraphs={subgraph.name: subgraph for subgraph in ordered},
            report=report,
            graphs=graph_names([subgraph.name for subgraph in ordered]),
            subtypes=subtypes,
            propagated=propagate_access(ordered, subtypes),
            custom=carried.definitions,
        )

    def definitions(self, name: str) -> dict[str, TypeDefinition]:
        """Subgraph name to its definition of a type."""
        return {
            graph: subgraph.types[name]
            for graph, subgraph in self.subgraphs.items()
            if name in subgraph.types
        }

    def implementations(self, interface: str) -> frozenset[str]:
        """The object types of an interface, in any subgraph."""
        return frozenset(
            name
            for name in self.subtypes.get(interface, ())
            if any(each.merged_kind is TypeKind.OBJECT for each in self.definitions(name).values())
        )

    def places(self, found: Mapping[str, Element]) -> tuple[Location, ...]:
        """Where each subgraph has its element."""
        return tuple(Location(graph, element.line) for graph, element in found.items())

    def note_use(self, type_: TypeReference, position: str, coordinate: str) -> None:
        """Remember that a type is used for ``input`` or ``output``."""
        self.enum_uses.setdefault(named_type(type_), {}).setdefault(position, coordinate)


def graph_names(names: Sequence[str]) -> dict[str, str]:
    """Subgraph names as enum values: upper case, sanitised, made unique by a number.

    A name that ends in ``_`` and digits gets a final ``_``, so that it never looks like a name
    which was made unique.
    """
    wanted: dict[str, list[str]] = {}
    for name in names:
        wanted.setdefault(_sanitised(name), []).append(name)
    graphs: dict[str, str] = {}
    for value, sharing in wanted.items():
        for number, name in enumerate(sharing, 1):
            graphs[name] = value if len(sharing) == 1 else f"{value}_{number}"
    return {name: graphs[name] for name in names}


def _sanitised(name: str) -> str:
    value = re.sub(r"\W", "_", name, flags=re.ASCII)
    value = f"_{value}" if value[:1].isdigit() else value
    value = f"{value}_" if re.search(r"_\d+$", value) else value
    return value.upper()


def _subtypes(subgraphs: Iterable[Subgraph]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for subgraph in subgraphs:
        for definition in subgraph.types.values():
            for interface in definition.interfaces:
                found.setdefault(interface, set()).add(definition.name)
            if definition.kind is TypeKind.UNION:
                found.setdefault(definition.name, set()).update(definition.members)
    return {name: frozenset(names) for name, names in found.items()}
