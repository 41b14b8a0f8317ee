"""What composition has to say: a code, a sentence, and the places it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.federation.composition.catalogue import Code


@dataclass(frozen=True, slots=True)
class Location:
    """A line of one subgraph's SDL, from 1."""

    subgraph: str
    line: int


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error; the message says what, at which coordinate, and what to do."""

    code: Code
    message: str
    locations: tuple[Location, ...] = ()

    def __str__(self) -> str:
        places = ", ".join(f"{place.subgraph}:{place.line}" for place in self.locations)
        return f"{self.code.name}: {self.message}" + (f" ({places})" if places else "")

    def as_json(self) -> dict[str, Any]:
        """The form of ``unisono compose --format json``."""
        return {
            "code": self.code.name,
            "message": self.message,
            "locations": [
                {"subgraph": place.subgraph, "line": place.line} for place in self.locations
            ],
        }
