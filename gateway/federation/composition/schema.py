"""A schema's elements as frozen values: of one subgraph as it is read, and of the supergraph.

Directives are known by their specification's names: whatever a subgraph calls ``@key``, here it
is ``key``. Custom directives of the type system are not carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.federation.language.type_reference import NonNullType, TypeReference
from gateway.federation.supergraph.model import TypeKind


class EnumName(str):
    """An enum value in an argument, which is printed without quotes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """A directive as applied; argument values as Python values.

    Attributes:
        is_in_extension: the directive stands on ``extend type``, not on the definition.
        is_inherited: it stands on the field's type, and goes for the field.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0
    is_in_extension: bool = False
    is_inherited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """What all elements have; ``line`` is 0 where an element is not from one text."""

    name: str
    description: str | None = None
    directives: tuple[Applied, ...] = ()
    line: int = 0

    def applied(self, directive: str) -> Iterator[Applied]:
        """The applications of one directive, in order."""
        return (each for each in self.directives if each.name == directive)

    def has(self, directive: str) -> bool:
        """Whether a directive is applied at least once."""
        # The most asked question of composition: no generator.
        for each in self.directives:  # noqa: SIM110
            if each.name == directive:
                return True
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class InputValue(Element):
    """An argument or an input field; ``default`` is the printed literal."""

    type: TypeReference
    default: str | None = None

    @property
    def is_required(self) -> bool:
        """Whether a caller must give it."""
        return isinstance(self.type, NonNullType) and self.default is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputField(Element):
    """A field of an object or interface type."""

    type: TypeReference
    arguments: Mapping[str, InputValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumValue(Element):
    """A value of an enum type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeDefinition(Element):
    """A named type; members that do not apply to its kind are empty.

    Attributes:
        is_extension: only extended, nowhere defined; or marked ``@extends``.
    """

    kind: TypeKind
    fields: Mapping[str, OutputField] = field(default_factory=dict)
    input_fields: Mapping[str, InputValue] = field(default_factory=dict)
    enum_values: Mapping[str, EnumValue] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    is_extension: bool = False

    def elements(self) -> Iterator[Element]:
        """Itself, its members and their arguments."""
        yield self
        yield from self.input_fields.values()
        yield from self.enum_values.values()
        for field_ in self.fields.values():
            yield field_
            yield from field_.arguments.values()

    @property
    def is_interface_object(self) -> bool:
        """Whether an object type here stands for an interface of the supergraph."""
        return self.kind is TypeKind.OBJECT and self.has("interfaceObject")

    @property
    def merged_kind(self) -> TypeKind:
        """The kind in the supergraph."""
        return TypeKind.INTERFACE if self.is_interface_object else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectiveDefinition(Element):
    """An executable directive: only its executable locations are kept."""

    arguments: Mapping[str, InputValue] = field(default_factory=dict)
    locations: tuple[str, ...] = ()
    is_repeatable: bool = False


TypeMap = Mapping[str, TypeDefinition]
ROOTS = ("Query", "Mutation", "Subscription")


def object_types_of(types: TypeMap, name: str) -> tuple[TypeDefinition, ...]:
    """The object types that a value of a composite type may have, in order."""
    definition = types.get(name)
    if definition is None:
        return ()
    if definition.kind is TypeKind.OBJECT:
        return (definition,)
    if definition.kind is TypeKind.UNION:
        return tuple(types[member] for member in definition.members if member in types)
    return tuple(
        each for each in types.values() if each.kind is TypeKind.OBJECT and name in each.interfaces
    )
