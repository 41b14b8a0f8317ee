"""The life of an order of one line, as simple as it can be told: what the systems must agree to."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Life:
    """One order; ``stage`` is OFFERED, AGREED or CANCELLED, quantities are whole pieces."""

    sku: str
    stage: str
    ordered: int
    cancelled: int = 0
    shipped: int = 0
    kept: int = 0
    """What was left of it before it was cancelled as a whole; the quote goes on saying so."""
    revision: int = 1

    @property
    def quoted(self) -> int:
        return self.kept if self.stage == "CANCELLED" else self.net

    @property
    def net(self) -> int:
        return self.ordered - self.cancelled

    @property
    def open(self) -> int:
        return self.net - self.shipped

    @property
    def status(self) -> str:
        """The unified order's."""
        if self.stage != "AGREED":
            return {"OFFERED": "AWAITING_DECISION"}.get(self.stage, self.stage)
        if self.shipped == 0:
            return "CONFIRMED"
        return "PARTIALLY_SHIPPED" if self.open else "SHIPPED"

    @property
    def is_in_erp(self) -> bool:
        """An offer that was abandoned never came so far."""
        return self.stage == "AGREED" or self.cancelled > 0

    @property
    def quote_state(self) -> str:
        return {"AGREED": "ORDERED"}.get(self.stage, self.stage)

    def decided(self, quantity: int) -> Life:
        return replace(self, stage="AGREED", ordered=quantity, revision=self.revision + 1)

    def abandoned(self) -> Life:
        return replace(self, stage="CANCELLED", kept=self.net)

    def amended(self, net: int) -> Life | str:
        """The next life, or the code of the refusal."""
        if net == self.net:
            return "NOTHING_TO_DO"
        if self.stage != "AGREED":
            return "NOT_ALLOWED_IN_STATE"
        if self.open == 0 or net < self.shipped:
            return "NOT_ALLOWED_IN_STATE"
        return replace(self, ordered=net + self.cancelled, revision=self.revision + 1)

    def cancelled_all(self) -> Life | str:
        """Whole: what has left stays, and then there is a next revision."""
        if self.stage == "CANCELLED":
            return "NOTHING_TO_DO"
        if self.stage == "OFFERED":
            return self.abandoned()
        if self.shipped == 0:
            return replace(self, stage="CANCELLED", cancelled=self.ordered, kept=self.net)
        return self.cancelled_part(self.open) if self.open else "NOT_ALLOWED_IN_STATE"

    def cancelled_part(self, quantity: int) -> Life | str:
        """Less than the whole order."""
        if quantity > self.open:
            return "NOT_ALLOWED_IN_STATE"
        return replace(self, cancelled=self.cancelled + quantity, revision=self.revision + 1)

    def sent(self, quantity: int) -> Life:
        return replace(self, shipped=self.shipped + quantity)
