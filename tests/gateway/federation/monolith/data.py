"""The data behind a random schema: a function of object, field and arguments, never stored.

There are four objects of each type. A value depends on nothing but its coordinates and the seed,
so that whoever is asked, monolith or subgraph, has the same to say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from random import Random
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    SelectionSetNode,
    get_argument_values,
    parse,
)

from tests.gateway.federation.monolith.schema import COLORS, Field, Schema, is_root

OBJECTS = 4


class Ref(NamedTuple):
    """An object of the data."""

    type_name: str
    number: int


class LostError(Exception):
    """A value that cannot be had: what it is computed from was not sent, or was made to fail."""


@dataclass(repr=False)
class Data:
    """All values.

    Attributes:
        possible: which object types a field of an abstract type returns, by coordinate.
    """

    schema: Schema
    executable: GraphQLSchema
    possible: Mapping[tuple[str, str], tuple[str, ...]]
    seed: int
    _known: dict[Any, Any] = member(default_factory=dict)

    def value(self, of: Ref, name: str, arguments: Mapping[str, Any], inputs: str = "") -> Any:
        """A leaf as it is written in JSON, a ``Ref``, or lists of such."""
        key = (of, name, _canonical(arguments), inputs)
        if key not in self._known:
            field = self.schema.objects[of.type_name][name]
            self._known[key] = self._make(of, field, Random(f"{self.seed}/{key}"))  # noqa: S311
        return self._known[key]

    def inputs(self, of: Ref, field: Field) -> str:
        """What a computed field is computed from, as canonical JSON."""
        return _canonical(self.project(of, selections_of(field.inputs))) if field.inputs else ""

    def project(self, of: Ref, selections: SelectionSetNode) -> dict[str, Any]:
        """The selected values of an object as plain JSON."""
        shown: dict[str, Any] = {}
        for node in selections.selections:
            if isinstance(node, FieldNode):
                shown[node.name.value] = self._selected(of, node)
            elif node.type_condition.name.value == of.type_name:  # type: ignore[attr-defined]
                shown |= self.project(of, node.selection_set)  # type: ignore[attr-defined]
        return shown

    def _selected(self, of: Ref, node: FieldNode) -> Any:
        if node.name.value == "__typename":
            return of.type_name
        parent = self.executable.type_map[of.type_name]
        if not isinstance(parent, GraphQLObjectType):
            raise AssertionError(f"{of} is an object")
        field = self.schema.objects[of.type_name][node.name.value]
        arguments = get_argument_values(parent.fields[node.name.value], node)
        value = self.value(of, field.name, arguments, self.inputs(of, field))
        below = node.selection_set
        return each(value, lambda ref: self.project(ref, below)) if below else value

    def _make(self, of: Ref, field: Field, random: Random) -> Any:
        if field.name == "far" and IDENTIFYING["serial"](of, field) is None:
            return None
        if field.name in IDENTIFYING:
            return IDENTIFYING[field.name](of, field)
        text = field.narrow_type_text if field.is_never_null else field.type_text
        return self._wrapped(field, text, random, self._types_of(of, field))

    def _types_of(self, of: Ref, field: Field) -> tuple[str, ...]:
        known = self.possible.get((of.type_name, field.name))
        return known or self.schema.members(field.base)

    def _wrapped(self, field: Field, text: str, random: Random, types: tuple[str, ...]) -> Any:
        is_required, text = text.endswith("!"), text.removesuffix("!")
        if not is_required and random.random() < 0.2:
            return None
        if text.startswith("["):
            count = random.randrange(4)
            return [self._wrapped(field, text[1:-1], random, types) for _ in range(count)]
        if field.base in _LEAVES:
            return random.choice(_LEAVES[field.base])
        if is_root(field.base):
            return Ref(field.base, 0)
        return Ref(random.choice(types), random.randrange(OBJECTS))


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """Apply a function to every item of nested lists, passing over nulls."""
    if isinstance(value, list):
        return [each(item, change) for item in value]
    return None if value is None else change(value)


def selections_of(field_set: str) -> SelectionSetNode:
    """Parse a field set."""
    if field_set not in _PARSED:
        definition: Any = parse(f"{{ {field_set} }}", no_location=True).definitions[0]
        _PARSED[field_set] = definition.selection_set
    return _PARSED[field_set]


_PARSED: dict[str, SelectionSetNode] = {}


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


_LEAVES: Mapping[str, tuple[Any, ...]] = {
    "String": ("", "plain", 'quote"', "späť", "null"),
    "ID": ("1", "x"),
    "Int": tuple(range(-5, 6)),
    "Float": (0.5, 1.0, -2.25),
    "Boolean": (True, False),
    "Money": ("1.50", 3, {"amount": "1", "currency": None}),
    "Color": COLORS,
}

# Fields of keys: no two objects of a type have the same, but some have no serial number.
IDENTIFYING: Mapping[str, Callable[[Ref, Field], Any]] = {
    "id": lambda of, _: f"{of.type_name}-{of.number}",
    "code": lambda of, field: of.number + 7 if field.base == "Int" else f"c{of.number}",
    "part": lambda of, _: of.number // 2,
    "region": lambda of, _: COLORS[of.number % 2],
    "place": lambda of, _: Ref("Place", of.number),
    "places": lambda of, _: [Ref("Place", of.number), Ref("Place", 0)],
    "zone": lambda of, _: of.number,
    "serial": lambda of, _: f"n{of.number}" if of.number % 2 else None,
    "tags": lambda of, _: ["x", f"t{of.number}"],
    "owner": lambda of, field: Ref(field.base, of.number),
}
