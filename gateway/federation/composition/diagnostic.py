"""What composition has to say: a code, a sentence, and the places it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from gateway.federation.composition.catalogue import Code, Hint


@dataclass(frozen=True, slots=True)
class Location:
    """A line of one subgraph's SDL, from 1."""

    subgraph: str
    line: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a hint; the message says what is wrong, at which coordinate, and what to do."""

    code: Code | Hint
    message: str
    locations: tuple[Location, ...] = ()

    def __str__(self) -> str:
        places = ", ".join(f"{place.subgraph}:{place.line}" for place in self.locations)
        return f"{self.code.name}: {self.message}" + (f" ({places})" if places else "")

    @property
    def level(self) -> str:
        """``ERROR``, or the hint's level."""
        return self.code.value.level.value if isinstance(self.code, Hint) else "ERROR"

    def as_json(self) -> dict[str, Any]:
        """The form of ``unisono compose --format json``."""
        return {
            "level": self.level,
            "code": self.code.name,
            "message": self.message,
            "locations": [
                {"subgraph": place.subgraph, "line": place.line} for place in self.locations
            ],
        }


@dataclass(slots=True)
class Report:
    """Gathers what the stages find; nobody stops at the first error."""

    errors: list[Diagnostic] = field(default_factory=list)
    hints: list[Diagnostic] = field(default_factory=list)

    def error(self, code: Code, message: str, *places: Location) -> None:
        """Note what must be corrected."""
        self.errors.append(Diagnostic(code, message, places))

    def hint(self, code: Hint, message: str, *places: Location) -> None:
        """Note what may surprise."""
        self.hints.append(Diagnostic(code, message, places))


def listed(names: Iterable[str]) -> str:
    """Subgraph names or types in a sentence: ``'crm', 'erp'``."""
    return ", ".join(repr(name) for name in names)
