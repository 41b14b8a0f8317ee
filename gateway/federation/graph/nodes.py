"""The vocabulary of the query graph: places, and the moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from gateway.federation.language.printer import print_selections
from gateway.federation.language.selection import SelectionSet
from gateway.federation.supergraph.model import ContextArgument


class Node(NamedTuple):
    """A type as one subgraph knows it; a tuple, since nodes are looked up more than all else.

    Attributes:
        subgraph: None for the three roots, which belong to nobody.
        view: ``Type.field`` when the type is seen through that field's ``@provides``, so that
            more can be read there than elsewhere in the subgraph. Unique in the whole graph.
    """

    type_name: str
    subgraph: str | None
    view: str | None = None

    def __str__(self) -> str:
        place = f"{self.type_name}/{self.subgraph}" if self.subgraph else self.type_name
        return f"{place} through {self.view}" if self.view else place


@dataclass(frozen=True, slots=True)
class Enter:
    """Begin a request at a subgraph's root type."""

    def __str__(self) -> str:
        return "enter"


@dataclass(frozen=True, slots=True)
class ReadField:
    """Read a field where it can be resolved.

    Attributes:
        requires: what the subgraph must be handed to resolve it; such a field can only be read
            right after a jump that brings it along.
        override: a label and whether it must be active or not, for a field that moves from one
            subgraph to another by ``@override(label:)``; None for all others.
        contexts: the arguments that are filled from objects further up.
    """

    name: str
    requires: SelectionSet | None = None
    override: tuple[str, bool] | None = None
    contexts: tuple[ContextArgument, ...] = ()

    @property
    def needs_jump(self) -> bool:
        """Whether the subgraph must be handed something, and so asked anew."""
        return bool(self.requires or self.contexts)

    def is_open(self, labels: frozenset[str]) -> bool:
        """Whether the field is this subgraph's while these labels are active."""
        return self.override is None or (self.override[0] in labels) is self.override[1]

    def __str__(self) -> str:
        needs = f" requires {print_selections(self.requires)}" if self.requires else ""
        when = (
            f" {'if' if self.override[1] else 'unless'} {self.override[0]}" if self.override else ""
        )
        return f"{self.name}{needs}{when}"


@dataclass(frozen=True, slots=True)
class JumpByKey:
    """Ask a subgraph (another one, or the same again) for an entity by one of its keys.

    Attributes:
        is_resolvable: False for a key by which a subgraph at most knows its own objects again.
        may_be_null: some objects have no such key, and nothing is asked for them.
    """

    key: SelectionSet
    is_resolvable: bool = True
    may_be_null: bool = False

    def __str__(self) -> str:
        return f"by {print_selections(self.key)}"


@dataclass(frozen=True, slots=True)
class Narrow:
    """From an abstract type to one of its object types in the same subgraph."""

    type_name: str

    def __str__(self) -> str:
        return f"as {self.type_name}"


Move = Enter | ReadField | JumpByKey | Narrow


@dataclass(frozen=True, slots=True)
class Edge:
    """One possible move; printed as ``Product/crm --name--> String/crm``."""

    tail: Node
    move: Move
    head: Node

    def __str__(self) -> str:
        return f"{self.tail} --{self.move}--> {self.head}"
