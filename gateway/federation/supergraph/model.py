"""The composed supergraph as frozen values: what exists, and which subgraph can resolve it.

Made by ``reader.read_supergraph`` from a supergraph SDL (join v0.3 to v0.5, whoever composed it)
and by composition; read by the query graph, the planner and the executor. Mappings keep the
order of the SDL, so that everything derived from them is the same on every run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.federation.language.selection import SelectionSet
from gateway.federation.language.type_reference import TypeReference
from gateway.federation.supergraph.access import Access, policy_of


@dataclass(frozen=True, slots=True)
class Subgraph:
    """A subgraph by its real name (not the ``join__Graph`` enum value) and its URL."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Key:
    """``@key`` of one type in one subgraph.

    Attributes:
        resolvable: False for a mere reference; no ``_entities`` call may enter by it.
    """

    fields: SelectionSet
    resolvable: bool = True


@dataclass(frozen=True, slots=True)
class TypeOwnership:
    """``@join__type``: how one subgraph knows a type."""

    keys: tuple[Key, ...] = ()
    is_extension: bool = False
    is_interface_object: bool = False


@dataclass(frozen=True, slots=True)
class ContextArgument:
    """``@fromContext``: an argument whose value is selected from an object further up.

    Attributes:
        context: the context's name in the supergraph, ``subgraph__name``.
    """

    name: str
    type: TypeReference
    context: str
    selections: SelectionSet


@dataclass(frozen=True, slots=True)
class FieldOwnership:
    """``@join__field``: how one subgraph knows a field.

    Attributes:
        type: the type in this subgraph where it differs from the supergraph's.
        external: declared ``@external`` (resolvable only inside a ``provides``, or when required
            by this very field).
        override_from: name of the subgraph that loses the field to this one.
        override_label: when set, the override applies only while the label is active.
        used_overridden: the field lost by ``@override`` but still serves keys and requirements.
        context_arguments: the arguments that clients do not see, filled from contexts.
    """

    type: TypeReference | None = None
    requires: SelectionSet | None = None
    provides: SelectionSet | None = None
    external: bool = False
    override_from: str | None = None
    override_label: str | None = None
    used_overridden: bool = False
    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class ArgumentInfo:
    """An argument or an input field; ``default_text`` is the printed literal."""

    name: str
    type: TypeReference
    default_text: str | None = None


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A field of an object or interface type.

    Attributes:
        access: what a caller must have been granted, beside what the types in question ask.
        owners: subgraph name to ownership. A field without any ``@join__field`` is owned by every
            subgraph of its type; the reader has made that explicit.
    """

    name: str
    type: TypeReference
    arguments: Mapping[str, ArgumentInfo]
    owners: Mapping[str, FieldOwnership]
    is_inaccessible: bool = False
    access: Access = ()


class TypeKind(StrEnum):
    """The six kinds of named types."""

    OBJECT = "OBJECT"
    INTERFACE = "INTERFACE"
    UNION = "UNION"
    ENUM = "ENUM"
    SCALAR = "SCALAR"
    INPUT = "INPUT"


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """A named type; members that do not apply to its kind are empty.

    Attributes:
        owners: subgraph name to how it knows the type.
        fields: of objects, interfaces and input objects (the latter own no resolution).
        interfaces: interface name to the subgraphs in which this type implements it.
        members: of a union: object type name to the subgraphs that list it.
        enum_values: value name to whether it is inaccessible.
        access: what a caller must have been granted.
    """

    name: str
    kind: TypeKind
    owners: Mapping[str, TypeOwnership]
    fields: Mapping[str, FieldInfo] = field(default_factory=dict)
    interfaces: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enum_values: Mapping[str, bool] = field(default_factory=dict)
    is_inaccessible: bool = False
    access: Access = ()

    @property
    def is_composite(self) -> bool:
        """Whether it takes a selection set."""
        return self.kind in (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)

    def is_interface_object_in(self, subgraph: str | None) -> bool:
        """Whether this subgraph knows the interface as one object type (``@interfaceObject``)."""
        owner = self.owners.get(subgraph or "")
        return owner is not None and owner.is_interface_object

    @property
    def always_tells_type(self) -> bool:
        """Whether objects differ in type here, and every subgraph that has them knows in which."""
        return self.is_abstract and not any(
            owner.is_interface_object for owner in self.owners.values()
        )

    @property
    def is_abstract(self) -> bool:
        """Whether an object at this type must say which type it is."""
        return self.kind in (TypeKind.INTERFACE, TypeKind.UNION)


@dataclass(frozen=True, slots=True)
class Supergraph:
    """Everything the planner and the executor know of the world.

    Attributes:
        possible_types: abstract type name to its object types, in SDL order. An object type maps
            to itself.
        root_types: operation kind (``query``, …) to the name of its root type, where it exists.
        version: hash of the SDL; part of every plan's cache key.
        contexts: context name to the types that set it.
    """

    subgraphs: Mapping[str, Subgraph]
    types: Mapping[str, TypeInfo]
    possible_types: Mapping[str, tuple[str, ...]]
    root_types: Mapping[str, str]
    version: str
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def asks_for_grants(self) -> bool:
        """Whether anything in it is not for everybody."""
        return any(self._access())

    @property
    def policies(self) -> frozenset[str]:
        """The names of all policies that guard something in it."""
        grants = (grant for access in self._access() for each in access for grant in each.grants)
        return frozenset(filter(None, map(policy_of, grants)))

    def _access(self) -> Iterator[Access]:
        for info in self.types.values():
            yield info.access
            for each in info.fields.values():
                yield each.access
