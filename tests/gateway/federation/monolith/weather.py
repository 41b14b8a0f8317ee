"""What a run takes place under: which labels are active, which resolvers fail."""

from __future__ import annotations

from dataclasses import dataclass

from tests.gateway.federation.monolith.data import LostError, Ref


class Turns:
    """How many mutations there have been: each sees how many were before it."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self) -> str:
        self._taken += 1
        return str(self._taken)


@dataclass(frozen=True)
class Weather:
    """What a run takes place under.

    Attributes:
        labels: the active labels of ``@override``.
        counts_turns: whether a mutation's answer depends on how many came before it.
        failing: coordinates of fields whose resolvers fail, as object type and field.
    """

    labels: frozenset[str] = frozenset()
    failing: frozenset[tuple[str, str]] = frozenset()
    counts_turns: bool = True

    def require(self, ref: Ref, name: str) -> None:
        """Fail where a resolver is to fail."""
        if (ref.type_name, name) in self.failing:
            raise LostError(f"{ref.type_name}.{name} fails")


FAIR = Weather()
