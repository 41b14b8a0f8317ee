"""How much work the planning of one operation may cause.

Counted, not timed: the same operation ends the same way on every machine and at any load.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.federation.errors import PlanningBudgetError


@dataclass(slots=True)
class PlanningBudget:
    """Counted down while paths are searched and fetches made.

    Attributes:
        paths: some twenty microseconds each. ``fetches``: in the finished plan at most as many.
    """

    paths: int = 100_000
    fetches: int = 1_000

    def spend_path(self) -> None:
        """Count one path.

        Raises:
            PlanningBudgetError: the budget is used up.
        """
        self.paths -= 1
        if self.paths < 0:
            raise PlanningBudgetError(
                "the operation has too many ways to be answered; select fewer fields at once"
            )

    def spend_fetch(self) -> None:
        """Count one fetch.

        Raises:
            PlanningBudgetError: the budget is used up.
        """
        self.fetches -= 1
        if self.fetches < 0:
            raise PlanningBudgetError(
                "the operation needs too many requests to subgraphs; select fewer fields at once"
            )
