"""What a run takes place under: which labels are active, which resolvers fail."""

from __future__ import annotations

from dataclasses import dataclass

from tests.gateway.federation.monolith.data import LostError, Ref


@dataclass(frozen=True)
class Weather:
    """What a run takes place under.

    Attributes:
        labels: the active labels of ``@override``.
        failing: coordinates of fields whose resolvers fail, as object type and field.
    """

    labels: frozenset[str] = frozenset()
    failing: frozenset[tuple[str, str]] = frozenset()

    def require(self, ref: Ref, name: str) -> None:
        """Fail where a resolver is to fail."""
        if (ref.type_name, name) in self.failing:
            raise LostError(f"{ref.type_name}.{name} fails")


FAIR = Weather()
