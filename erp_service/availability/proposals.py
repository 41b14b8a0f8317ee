"""Which alternatives a short line has, in the order in which they are offered (rule 3.9.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from erp_service.availability.pool import ZERO, Pool
from erp_service.availability.promise import (
    DeliveryPolicy,
    Route,
    Schedule,
    Wanted,
    later_schedule,
    reduced_schedule,
    split_schedule,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One item's supply in one warehouse as the ship-to sees it."""

    sku: str
    pool: Pool
    route: Route


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A line that cannot be fully confirmed on its day.

    Attributes:
        minimum: the item's least order quantity.
        source: the default warehouse, less what earlier lines took (R-ATP-4).
        elsewhere: the other warehouses in the order of their priority.
        substitutes: interchangeable items in the default warehouse, by priority.
        has_siblings: whether another line would remain (DROP_LINE).
    """

    wanted: Wanted
    minimum: Decimal
    policy: DeliveryPolicy
    source: Source
    elsewhere: tuple[Source, ...]
    substitutes: tuple[Source, ...]
    has_siblings: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """An alternative; DROP_LINE has no quantity and no deliveries."""

    kind: str
    sku: str
    quantity: Decimal
    deliveries: Schedule
    held_candidate: bool = False


def propose(line: ShortLine) -> tuple[Proposal, ...]:
    """Every kind that exists: SPLIT, LATER, REDUCED_QUANTITY, SUBSTITUTE, OTHER_WAREHOUSE, DROP.

    Held is the SPLIT schedule, else LATER; never another item or warehouse.
    """
    split = _split(line)
    later = later_schedule(line.source.pool, line.source.route, line.wanted)
    found = [
        *split,
        Proposal("LATER", line.source.sku, line.wanted.quantity, later, not split),
        *_reduced(line),
        *full_on_day("SUBSTITUTE", line.substitutes, line.wanted),
        *full_on_day("OTHER_WAREHOUSE", line.elsewhere, line.wanted),
    ]
    if line.has_siblings:
        found.append(Proposal("DROP_LINE", line.source.sku, ZERO, ()))
    return tuple(found)


def quantities_after(
    quantities: Mapping[str, Decimal], line_id: str, proposal: Proposal
) -> Mapping[str, Decimal]:
    """The order's quantities by line id once the proposal is accepted, to be priced anew."""
    changed = {**quantities, line_id: proposal.quantity}
    return {key: quantity for key, quantity in changed.items() if quantity > ZERO}


def _split(line: ShortLine) -> list[Proposal]:
    schedule = split_schedule(line.source.pool, line.source.route, line.wanted)
    if line.policy is not DeliveryPolicy.SPLIT or len(schedule) == 1:
        return []
    return [Proposal("SPLIT", line.source.sku, line.wanted.quantity, schedule, True)]


def _reduced(line: ShortLine) -> list[Proposal]:
    schedule = reduced_schedule(line.source.pool, line.source.route, line.wanted)
    quantity = sum((part.quantity for part in schedule), ZERO)
    if not max(line.minimum, ZERO) <= quantity < line.wanted.quantity or quantity == ZERO:
        return []
    return [Proposal("REDUCED_QUANTITY", line.source.sku, quantity, schedule)]


def full_on_day(kind: str, sources: Sequence[Source], wanted: Wanted) -> list[Proposal]:
    """The first source that can deliver everything on the day, as a proposal; else none."""
    for source in sources:
        schedule = reduced_schedule(source.pool, source.route, wanted)
        if sum((part.quantity for part in schedule), ZERO) == wanted.quantity:
            return [Proposal(kind, source.sku, wanted.quantity, schedule)]
    return []
