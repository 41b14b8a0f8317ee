"""The planner's one mutable object: a fetch in the making."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from gateway.federation.language.response_path import ResponsePath
from gateway.federation.language.selection import (
    ALWAYS,
    TYPENAME,
    Condition,
    Field,
    Fragment,
    SelectionSet,
)
from gateway.federation.plan.nodes import ContextValue, TypenameOverride

FieldKey = tuple[str, Condition]
TYPENAME_KEY: FieldKey = (TYPENAME.response_key, ALWAYS)


@dataclass(slots=True)
class SelectionBuilder:
    """A selection set that grows; fields and fragments once each, in the order they came."""

    fields: dict[FieldKey, tuple[Field, SelectionBuilder]] = field(default_factory=dict)
    fragments: dict[str, SelectionBuilder] = field(default_factory=dict)

    def field(self, wanted: Field) -> SelectionBuilder:
        """Add a field, and give the builder of what is below it."""
        key = (wanted.response_key, wanted.condition)
        return self.fields.setdefault(key, (wanted, SelectionBuilder()))[1]

    def fragment(self, type_name: str) -> SelectionBuilder:
        """Add a fragment; whoever reads the reply must know the type, so it is asked for."""
        self.field(TYPENAME)
        return self.fragments.setdefault(type_name, SelectionBuilder())

    def absorb(self, other: SelectionBuilder) -> None:
        """Take over everything that another builder holds."""
        for wanted, below in other.fields.values():
            self.field(wanted).absorb(below)
        for type_name, below in other.fragments.items():
            self.fragments.setdefault(type_name, SelectionBuilder()).absorb(below)

    def tell_types(self) -> None:
        """Ask for the type wherever another reader of the same place must know it.

        A field that is read under several conditions is selected once under each; which of them
        will hold, nobody knows yet.
        """
        _tell_types([self])

    def build(self, held: frozenset[Field] = frozenset()) -> SelectionSet:
        """The finished selection set; ``held`` are leaves that are selected around it anyway."""
        built = (
            Field(
                wanted.name,
                wanted.response_key,
                wanted.arguments,
                below.build(),
                wanted.condition,
            )
            for wanted, below in self.fields.values()
        )
        fields = tuple(each for each in built if each not in held)
        held |= {each for each in fields if not each.selections and not each.condition}
        fragments = (
            Fragment(type_name, below.build(held)) for type_name, below in self.fragments.items()
        )
        return (
            *(each for each in fields if not each.condition or _always(each) not in held),
            *(each for each in fragments if each.selections),
        )


def _tell_types(readers: list[SelectionBuilder]) -> None:
    if any(TYPENAME_KEY in each.fields for each in readers):
        for each in readers:
            each.field(TYPENAME)
    by_key: dict[str, list[SelectionBuilder]] = {}
    for each in _with_fragments(readers):
        for wanted, below in each.fields.values():
            if below.fields or below.fragments:
                by_key.setdefault(wanted.response_key, []).append(below)
    for alike in by_key.values():
        _tell_types(alike)


def _with_fragments(readers: Iterable[SelectionBuilder]) -> Iterator[SelectionBuilder]:
    for each in readers:
        yield each
        yield from _with_fragments(each.fragments.values())


def _always(field: Field) -> Field:
    return replace(field, condition=ALWAYS)


@dataclass(slots=True)
class FetchStep:
    """A request in the making.

    Attributes:
        type_name: of the object that its selections start from, as the subgraph knows it.
        asked_of: the type of the objects at ``path``; differs where the subgraph knows their
            interface only, as an object.
        typenames: what is sent as ``__typename`` where an object's own would not do.
        carries: the representation, as ``Fetch.requires`` has it; None for a root step.
        contexts: variables that are filled from objects further up, as an ordered set.
        conditions: when there is anything to ask, and what it carries is there; several where it
            serves several ends.
        after: steps that supply what it carries, as an ordered set.
    """

    number: int
    subgraph: str
    type_name: str
    path: ResponsePath
    carries: SelectionSet | None
    asked_of: str = ""
    typenames: tuple[TypenameOverride, ...] = ()
    output: SelectionBuilder = field(default_factory=SelectionBuilder)
    contexts: dict[ContextValue, None] = field(default_factory=dict)
    conditions: set[Condition] = field(default_factory=set)
    after: dict[int, None] = field(default_factory=dict)

    @property
    def question(self) -> object:
        """Steps with the same question are one step."""
        return self.addressee, self.carries

    @property
    def addressee(self) -> object:
        """Steps with the same addressee ask one subgraph about the same objects."""
        return self.subgraph, self.type_name, self.asked_of, self.path, self.typenames
