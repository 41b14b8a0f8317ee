"""Random operations over a schema: what clients may write, valid always, sensible never."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, parse

from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.input_values import InputValues
from tests.gateway.federation.monolith.schema import LEAVES, Field, Schema

_CONDITIONS = ("$yes", "$no", "$maybe", "true", "false")
_ROOTS = ("Query",) * 7 + ("Mutation",) * 2 + ("Subscription",)
_TYPENAME = Field("__typename", "String", "{}!")
# How deep fields of objects go, and how many selections there are, more or less.
_DEPTH, _MOST = 4, 60


@dataclass(frozen=True)
class RandomOperation:
    """A document of one operation, and the variables to send with it."""

    text: str
    variables: dict[str, Any]

    @cached_property
    def document(self) -> DocumentNode:
        return parse(self.text)

    @property
    def definition(self) -> OperationDefinitionNode:
        (found,) = (
            each for each in self.document.definitions if isinstance(each, OperationDefinitionNode)
        )
        return found

    def __str__(self) -> str:
        return f"{self.text}\nvariables: {self.variables}"


def random_operation(choices: Choices, schema: Schema) -> RandomOperation:
    """One valid operation."""
    values = InputValues(choices)
    writer = _Writer(choices, schema, values)
    root = choices.one_of(_ROOTS)
    if root not in schema.objects:
        root = "Query"
    selections = writer.event() if root == "Subscription" else writer.selections(root, (), _DEPTH)
    definitions = f"({', '.join(values.definitions)})" if values.definitions else ""
    text = f"{root.lower()} Random{definitions} {selections}"
    return RandomOperation("\n".join([text, *writer.fragments]), values.given)


@dataclass
class _Writer:
    """Keeps what the whole operation shares.

    Attributes:
        taken: what each response key at each place stands for, so that fields can be merged.
        written: how many selections there are.
    """

    choices: Choices
    schema: Schema
    values: InputValues
    fragments: list[str] = field(default_factory=list)
    taken: dict[tuple[str, ...], str] = field(default_factory=dict)
    written: int = 0

    def event(self) -> str:
        """A subscription has one root field, which is selected always."""
        chosen = self.choices.one_of(list(self.schema.objects["Subscription"].values()))
        arguments = self.values.arguments(chosen.arguments)
        inner = self.selections(chosen.base, ("event",), _DEPTH - 1)
        return f"{{ event: {chosen.name}{arguments} {inner} }}"

    def selections(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        most = 4 if depth and self.written < _MOST else 1
        parts = [
            self._selection(type_name, place, depth) for _ in range(self.choices.between(1, most))
        ]
        return f"{{ {' '.join(parts)} }}"

    def _selection(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        self.written += 1
        narrower = self._narrower(type_name)
        kind = self.choices.below(10)
        if self.written < 2 * _MOST and narrower and kind < 5:
            return self._fragment(self.choices.one_of(narrower), type_name, place, depth)
        if self.written < _MOST and kind == 9:
            return self._fragment(type_name, type_name, place, depth)
        return self._field(type_name, place, depth)

    def _narrower(self, type_name: str) -> list[str]:
        """Other types that share a member with an abstract one."""
        schema = self.schema
        here = set(schema.members(type_name))
        if not schema.is_abstract(type_name):
            return []
        others = [*schema.members(type_name), *schema.implementers, *schema.unions]
        return [each for each in others if each != type_name and here & {*schema.members(each)}]

    def _fragment(self, wanted: str, here: str, place: tuple[str, ...], depth: int) -> str:
        inner = self.selections(wanted, place, depth)
        condition = self._condition()
        if self.choices.is_once_in(4):
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {wanted} {inner}")
            return f"...{name}{condition}"
        on = "" if wanted == here and self.choices.coin() else f" on {wanted}"
        return f"...{on}{condition} {inner}"

    def _field(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        chosen = self._chosen(type_name, depth)
        arguments = self.values.arguments(chosen.arguments)
        key = self._response_key(chosen, arguments, type_name, place)
        alias = "" if key == chosen.name else f"{key}: "
        condition = self._condition()
        inner = ""
        if chosen.base not in LEAVES:
            inner = f" {self.selections(chosen.base, (*place, key), depth - 1)}"
        return f"{alias}{chosen.name}{arguments}{condition}{inner}"

    def _chosen(self, type_name: str, depth: int) -> Field:
        known = [
            each
            for each in self.schema.fields(type_name).values()
            if not each.is_hidden and (depth or each.base in LEAVES)
        ]
        composite = [each for each in known if each.base not in LEAVES]
        if composite and not self.choices.is_once_in(3):
            known = composite
        return self.choices.one_of([*known, _TYPENAME])

    def _response_key(
        self, chosen: Field, arguments: str, type_name: str, place: tuple[str, ...]
    ) -> str:
        # Objects of different types under one key are merged, if they stand in lists alike.
        base = chosen.base if chosen.base in LEAVES else "object"
        meaning = f"{chosen.name}{arguments}: {chosen.wrapping.format(base)}"
        others = [each.name for each in self.schema.fields(type_name).values()]
        wishes = [chosen.name] * 6 + [f"my_{chosen.name}"] + others[:2]
        key = self.choices.one_of(wishes)
        number = 0
        while self.taken.setdefault((*place, key), meaning) != meaning:
            number += 1
            key = f"{chosen.name}_{number}"
        return key

    def _condition(self) -> str:
        """Mostly nothing, rarely ``@skip`` and ``@include`` together."""
        if not self.choices.is_once_in(8):
            return ""
        directives = self.choices.one_of((["include"], ["skip"], ["include"], ["skip", "include"]))
        return "".join(f" @{each}(if: {self._test()})" for each in directives)

    def _test(self) -> str:
        test = self.choices.one_of(_CONDITIONS)
        return self.values.condition_variable(test[1:]) if test.startswith("$") else test
