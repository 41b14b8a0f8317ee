"""The planner's one mutable object: a fetch in the making."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.federation.language.response_path import ResponsePath
from gateway.federation.language.selection import (
    TYPENAME,
    Condition,
    Field,
    Fragment,
    SelectionSet,
)

FieldKey = tuple[str, Condition]


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

    def build(self) -> SelectionSet:
        """The finished selection set."""
        fields = tuple(
            Field(
                wanted.name,
                wanted.response_key,
                wanted.arguments,
                below.build(),
                wanted.condition,
            )
            for wanted, below in self.fields.values()
        )
        fragments = tuple(
            Fragment(type_name, below.build())
            for type_name, below in self.fragments.items()
            if below.fields or below.fragments
        )
        return (*fields, *fragments)


@dataclass(slots=True)
class FetchStep:
    """A request in the making.

    Attributes:
        type_name: of the object that its selections start from, as the subgraph knows it.
        asked_of: the type of the objects at ``path``; differs where the subgraph knows their
            interface only, as an object.
        typename: sent as ``__typename`` for all of them, where their own would not do.
        carries: the representation, as ``Fetch.requires`` has it; None for a root step.
        after: steps that supply what it carries, as an ordered set.
    """

    number: int
    subgraph: str
    type_name: str
    path: ResponsePath
    carries: SelectionSet | None
    asked_of: str = ""
    typename: str | None = None
    output: SelectionBuilder = field(default_factory=SelectionBuilder)
    after: dict[int, None] = field(default_factory=dict)

    @property
    def question(self) -> object:
        """Steps with the same question are one step."""
        return self.subgraph, self.type_name, self.asked_of, self.path, self.carries, self.typename
