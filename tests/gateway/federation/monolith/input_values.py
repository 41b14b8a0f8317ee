"""Arguments' values: literals, variables, and variables inside of literals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.schema import Argument

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
# Where ``@`` stands goes a variable of the type that stands beside.
_AROUND_VARIABLES = {
    "[Int!]": (("[@]", "Int!"), ("[7, @, 8]", "Int!")),
    "Filter": (("{min: @}", "Int"), ("{inner: {color: @}, min: 2}", "Color")),
}
# A variable may be of a narrower type than its place, or of a wider one with a default.
_OTHER_TYPES = {"Int": ("Int!", None), "Int!": ("Int", "14"), "String": ("String", '"z"')}


@dataclass
class InputValues:
    """Writes values, and keeps the variables that they name.

    Attributes:
        definitions: of the variables, as text; ``given``: their values, unless left out.
    """

    choices: Choices
    definitions: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    def arguments(self, known: tuple[Argument, ...]) -> str:
        """``(one: 1, two: $v0)``, or nothing; optional ones are sometimes left out."""
        written = [
            f"{each.name}: {self._value(each.type_text)}"
            for each in known
            if each.type_text.endswith("!") or not self.choices.is_once_in(4)
        ]
        return f"({', '.join(written)})" if written else ""

    def condition_variable(self, name: str) -> str:
        """A variable for ``@skip`` and ``@include``, always of one name; once declared it stays."""
        if not any(each.startswith(f"${name}:") for each in self.definitions):
            if name == "maybe" and self.choices.coin():
                self.definitions.append("$maybe: Boolean = true")
            else:
                self.definitions.append(f"${name}: Boolean!")
                self.given[name] = self.choices.coin()
        return f"${name}"

    def _value(self, type_text: str) -> str:
        kind = self.choices.below(6)
        if kind == 0 and type_text in _AROUND_VARIABLES:
            literal, inner = self.choices.one_of(_AROUND_VARIABLES[type_text])
            return literal.replace("@", f"${self._variable(inner)}")
        if kind == 1 and type_text in _OTHER_TYPES:
            other, default = _OTHER_TYPES[type_text]
            return f"${self._variable(other, default)}"
        if kind > 2:
            return f"${self._variable(type_text)}"
        return self.choices.one_of(_LITERALS[type_text])

    def _variable(self, type_text: str, default: str | None = None) -> str:
        name = f"v{len(self.definitions)}"
        defaults = [each for each in _LITERALS[type_text] if each != "null"]
        values = _VALUES[type_text]
        if default is None:
            default = self.choices.one_of([None, *defaults])
        else:
            # Null would be wrong where the place is not nullable.
            values = tuple(each for each in values if each is not None)
        can_be_omitted = default is not None or not type_text.endswith("!")
        value = self.choices.one_of([*values, *([_OMITTED] if can_be_omitted else [])])
        if value is not _OMITTED:
            self.given[name] = value
        self.definitions.append(f"${name}: {type_text}" + (f" = {default}" if default else ""))
        return name
