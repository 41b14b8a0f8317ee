"""One subgraph's schema as frozen values: extensions folded in, directives by their own names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.federation.language.type_reference import TypeReference
from gateway.federation.supergraph.model import TypeKind


@dataclass(frozen=True, slots=True)
class SubgraphDefinition:
    """What composition is given."""

    name: str
    url: str
    sdl: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What any element may carry; ``tags`` in order, ``deprecation`` the reason."""

    description: str | None = None
    is_inaccessible: bool = False
    tags: tuple[str, ...] = ()
    deprecation: str | None = None


@dataclass(frozen=True, slots=True)
class InputValue:
    """An argument or an input field; ``default`` is the printed literal."""

    name: str
    type: TypeReference
    default: str | None
    marks: Marks
    line: int

    @property
    def is_required(self) -> bool:
        """Whether a caller must give it."""
        return str(self.type).endswith("!") and self.default is None


@dataclass(frozen=True, slots=True)
class OutputField:
    """A field of an object or interface; field sets as written."""

    name: str
    type: TypeReference
    arguments: Mapping[str, InputValue]
    marks: Marks
    line: int
    is_shareable: bool = False
    is_external: bool = False
    requires: str | None = None
    provides: str | None = None


@dataclass(frozen=True, slots=True)
class KeyDirective:
    """``@key`` as written."""

    fields: str
    is_resolvable: bool


@dataclass(frozen=True, slots=True)
class SubgraphType:
    """A type as one subgraph defines it; members that do not apply are empty."""

    name: str
    kind: TypeKind
    marks: Marks
    line: int
    keys: tuple[KeyDirective, ...] = ()
    fields: Mapping[str, OutputField] = field(default_factory=dict)
    input_fields: Mapping[str, InputValue] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    enum_values: Mapping[str, Marks] = field(default_factory=dict)
    specified_by: str | None = None
    is_one_of: bool = False


@dataclass(frozen=True, slots=True)
class SubgraphSchema:
    """A subgraph ready to be merged; root types are named Query, Mutation, Subscription."""

    name: str
    url: str
    types: Mapping[str, SubgraphType]
