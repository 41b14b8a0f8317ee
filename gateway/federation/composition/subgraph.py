"""One subgraph: as composition is given it, and as the stages after reading see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.federation.composition.diagnostic import Location
from gateway.federation.composition.facts import Facts
from gateway.federation.composition.schema import (
    Applied,
    DirectiveDefinition,
    Element,
    OutputField,
    TypeDefinition,
)
from gateway.federation.spec.directives import FEDERATION_1
from gateway.federation.spec.links import Link, Version


@dataclass(frozen=True, slots=True)
class SubgraphDefinition:
    """What composition is given."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph that has been read: its root types are Query, Mutation and Subscription.

    Attributes:
        version: of the federation specification that it links.
        schema: the description and the directives of the schema itself.
        types: without the machinery of federation.
        directives: the executable ones.
        facts: what its directives amount to, field by field.
        names: directive of federation to what the subgraph calls it, for those that it applies.
        links: the specifications that it links.
        defined: all directives that it defines itself, with all their locations.
    """

    name: str
    url: str
    version: Version
    schema: Element
    types: Mapping[str, TypeDefinition]
    directives: Mapping[str, DirectiveDefinition]
    facts: Facts
    names: Mapping[str, str]
    links: tuple[Link, ...]
    defined: Mapping[str, DirectiveDefinition]

    @property
    def is_federation_1(self) -> bool:
        """Whether the subgraph links no federation 2."""
        return self.version == FEDERATION_1

    def at(self, element: Element | Applied) -> Location:
        """Where an element is written."""
        return Location(self.name, element.line)

    def element(self, coordinate: str) -> Element | None:
        """What stands at ``Type``, ``Type.member``, ``Type.field(argument:)`` or ``@directive``."""
        path, _, argument = coordinate.removesuffix(":)").partition("(")
        name, _, member = path.partition(".")
        found: Any = self.directives.get(name[1:]) if name[:1] == "@" else self.types.get(name)
        if found is not None and member:
            members = {**found.fields, **found.input_fields, **found.enum_values}
            found = members.get(member)
        if found is not None and argument:
            found = getattr(found, "arguments", {}).get(argument)
        return found if isinstance(found, Element) else None

    def field(self, type_name: str, field_name: str) -> OutputField | None:
        """A field, if the subgraph has it."""
        definition = self.types.get(type_name)
        return definition.fields.get(field_name) if definition else None
