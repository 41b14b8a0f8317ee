"""Random valid operations over a schema: fragments, aliases, variables, conditions, mutations."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, parse
from hypothesis import strategies as st

from tests.gateway.federation.monolith.schema import LEAVES, Argument, Field, Schema

CONDITIONS = ("yes", "no", "maybe")
_DEPTH = 3
_OMITTED = object()
_VALUES: dict[str, tuple[Any, ...]] = {
    "Int": (None, 0, -7),
    "Int!": (1, 2),
    "String": (None, "", 'a"b'),
    "Color": (None, "BLUE"),
    "[Int!]": (None, [], [1, 2]),
    "Filter": (None, {"min": 4}, {"color": "RED", "inner": {"tags": ["a"]}}),
    "Money": (None, "2.50", {"amount": 1}),
}
_LITERALS = {
    "Int": ("null", "12"),
    "Int!": ("13",),
    "String": ('""', '"a\\"b"', "null"),
    "Color": ("BLUE", "null"),
    "[Int!]": ("[]", "[4, 5]", "6"),
    "Filter": ("{}", '{color: RED, tags: ["a"]}', "{inner: {min: null}}"),
    "Money": ('"3.0"', "4", "{amount: 1}"),
}


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


@st.composite
def operations(draw: st.DrawFn, schema: Schema) -> RandomOperation:
    """One valid operation."""
    writer = _Writer(draw, schema)
    is_mutation = "Mutation" in schema.objects and not draw(st.integers(0, 4))
    root = "Mutation" if is_mutation else "Query"
    selections = writer.selections(root, (), _DEPTH)
    definitions = f"({', '.join(writer.definitions)})" if writer.definitions else ""
    text = f"{root.lower()} Random{definitions} {selections}"
    return RandomOperation("\n".join([text, *writer.fragments]), writer.variables)


@dataclass
class _Writer:
    """Keeps what the whole operation shares.

    Attributes:
        taken: what each response key at each place stands for, so that fields can be merged.
    """

    draw: st.DrawFn
    schema: Schema
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    taken: dict[tuple[str, ...], str] = field(default_factory=dict)
    conditions: dict[str, None] = field(default_factory=dict)

    def selections(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        parts = [
            self._selection(type_name, place, depth)
            for _ in range(self.draw(st.integers(1, 4 if depth else 2)))
        ]
        return f"{{ {' '.join(parts)} }}"

    def _selection(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        narrower = self._narrower(type_name)
        kind = self.draw(st.integers(0, 9))
        if narrower and kind < 5:
            return self._fragment(self.draw(st.sampled_from(narrower)), type_name, place, depth)
        if kind == 9:
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
        if self.draw(st.integers(0, 3)) == 0:
            name = f"F{len(self.fragments)}"
            self.fragments.append(f"fragment {name} on {wanted} {inner}")
            return f"...{name}{condition}"
        on = "" if wanted == here and self.draw(st.booleans()) else f" on {wanted}"
        return f"...{on}{condition} {inner}"

    def _field(self, type_name: str, place: tuple[str, ...], depth: int) -> str:
        known = [
            each
            for each in self.schema.fields(type_name).values()
            if not each.is_hidden and (depth or each.base in LEAVES)
        ]
        composite = [each for each in known if each.base not in LEAVES]
        if composite and self.draw(st.integers(0, 2)):
            known = composite
        chosen = self.draw(st.sampled_from([*known, Field("__typename", "String", "{}!")]))
        arguments = self._arguments(chosen.arguments)
        key = self._response_key(chosen, arguments, type_name, place)
        alias = "" if key == chosen.name else f"{key}: "
        condition = self._condition()
        inner = ""
        if chosen.base not in LEAVES:
            inner = f" {self.selections(chosen.base, (*place, key), depth - 1)}"
        return f"{alias}{chosen.name}{arguments}{condition}{inner}"

    def _response_key(
        self, chosen: Field, arguments: str, type_name: str, place: tuple[str, ...]
    ) -> str:
        meaning = f"{chosen.name}{arguments}: {chosen.type_text}"
        others = [each.name for each in self.schema.fields(type_name).values()]
        wishes = [chosen.name] * 6 + [f"my_{chosen.name}"] + others[:2]
        key = self.draw(st.sampled_from(wishes))
        number = 0
        while self.taken.setdefault((*place, key), meaning) != meaning:
            number += 1
            key = f"{chosen.name}_{number}"
        return key

    def _arguments(self, arguments: tuple[Argument, ...]) -> str:
        given = []
        for each in arguments:
            must = each.type_text.endswith("!")
            kind = self.draw(st.integers(0, 3))
            if kind == 0 and not must:
                continue
            literal = self.draw(st.sampled_from(_LITERALS[each.type_text]))
            text = f"${self._variable(each.type_text)}" if kind > 1 else literal
            given.append(f"{each.name}: {text}")
        return f"({', '.join(given)})" if given else ""

    def _variable(self, type_text: str) -> str:
        name = f"v{len(self.definitions)}"
        values = _VALUES[type_text]
        defaults = [each for each in _LITERALS[type_text] if each != "null"]
        default = self.draw(st.sampled_from([None, *defaults]))
        can_be_omitted = default is not None or not type_text.endswith("!")
        value = self.draw(st.sampled_from([*values, *([_OMITTED] if can_be_omitted else [])]))
        if value is not _OMITTED:
            self.variables[name] = value
        self.definitions.append(f"${name}: {type_text}" + (f" = {default}" if default else ""))
        return name

    def _condition(self) -> str:
        if self.draw(st.integers(0, 7)):
            return ""
        directive = self.draw(st.sampled_from(("include", "skip")))
        test = self.draw(st.sampled_from((*CONDITIONS, "true", "false")))
        if test in CONDITIONS:
            self._declare_condition(test)
            test = f"${test}"
        return f" @{directive}(if: {test})"

    def _declare_condition(self, name: str) -> None:
        if name in self.conditions:
            return
        self.conditions[name] = None
        if name == "maybe" and self.draw(st.booleans()):
            self.definitions.append("$maybe: Boolean = true")
            return
        self.definitions.append(f"${name}: Boolean!")
        self.variables[name] = self.draw(st.booleans())
