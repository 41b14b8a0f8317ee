"""The alternatives of a line whose change cannot be promised on the day. Pure.

Kinds and order as for a new order (rule 3.9.3). What is confirmed stays in SPLIT and
REDUCED_QUANTITY; LATER brings everything that is not picked at once. A line that is being picked
is neither replaced nor moved to another warehouse nor dropped.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import (
    DeliveryPolicy,
    Schedule,
    later_schedule,
    merged,
    quantity_of,
    reduced_schedule,
    split_schedule,
)
from erp_service.availability.proposals import Proposal, full_on_day
from erp_service.availability.supply import Supply
from erp_service.sales_orders.amending.drafts import Draft
from erp_service.sales_orders.amending.promising import kept_promises, source_of, wanted_rest
from erp_service.sales_orders.record import shortened
from erp_service.sales_orders.situation import Situation


def propose_change(
    draft: Draft,
    supply: Supply,
    released: Supply,
    situation: Situation,
    policy: DeliveryPolicy,
    *,
    has_siblings: bool,
) -> tuple[Proposal, ...]:
    """Every kind that exists; in ``released`` nothing of the line is kept."""
    split = list(_split(draft, supply, situation, policy))
    return (
        *split,
        _later(draft, released, situation, is_held=not split),
        *_reduced(draft, supply, situation),
        *_elsewhere(draft, released, situation),
        *(
            [Proposal("DROP_LINE", draft.line.sku, ZERO, ())]
            if _is_free(draft, has_siblings)
            else []
        ),
    )


def _split(
    draft: Draft, supply: Supply, situation: Situation, policy: DeliveryPolicy
) -> Iterator[Proposal]:
    source, wanted = source_of(draft, supply), wanted_rest(draft, situation)
    rest = split_schedule(source.pool, source.route, wanted)
    deliveries = merged((*kept_promises(draft.line), *rest))
    if policy is DeliveryPolicy.SPLIT and len(deliveries) > 1:
        quantity = quantity_of(deliveries)
        yield Proposal("SPLIT", draft.line.sku, quantity, deliveries, held_candidate=True)


def _later(draft: Draft, released: Supply, situation: Situation, *, is_held: bool) -> Proposal:
    picked = draft.line.quantities.picked
    fixed = tuple(part.promise for part in shortened(draft.line.schedule, picked))
    whole = wanted_rest(draft, situation, draft.line.quantities.net - quantity_of(fixed))
    source = source_of(draft, released)
    deliveries = merged((*fixed, *later_schedule(source.pool, source.route, whole)))
    return Proposal("LATER", draft.line.sku, quantity_of(deliveries), deliveries, is_held)


def _reduced(draft: Draft, supply: Supply, situation: Situation) -> Iterator[Proposal]:
    source, wanted = source_of(draft, supply), wanted_rest(draft, situation)
    found: Schedule = reduced_schedule(source.pool, source.route, wanted)
    deliveries = merged((*kept_promises(draft.line), *found))
    quantity: Decimal = quantity_of(deliveries)
    if quantity > ZERO and situation.items[draft.line.sku].minimum <= quantity:
        yield Proposal("REDUCED_QUANTITY", draft.line.sku, quantity, deliveries)


def _elsewhere(draft: Draft, released: Supply, situation: Situation) -> Sequence[Proposal]:
    if draft.line.quantities.picked > ZERO:
        return ()
    wanted = wanted_rest(draft, situation, draft.line.quantities.net)
    item = situation.items[draft.line.sku]
    substitutes = [sku for sku in item.interchangeable if sku in situation.prices]
    return (
        *full_on_day("SUBSTITUTE", [released.source(sku) for sku in substitutes], wanted),
        *full_on_day("OTHER_WAREHOUSE", released.elsewhere(item.sku), wanted),
    )


def _is_free(draft: Draft, has_siblings: bool) -> bool:
    return has_siblings and draft.line.quantities.picked == ZERO
