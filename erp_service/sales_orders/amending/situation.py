"""An order, the change that is wanted of it, and the world: what both doors start from."""

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncConnection

from erp_service.availability.pool import ZERO
from erp_service.availability.promise import DeliveryPolicy
from erp_service.pricing.order import PricedOrder
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.amending.drafts import Draft, draft_lines, same_lines
from erp_service.sales_orders.amending.permissions import check_order
from erp_service.sales_orders.amending.request import OrderChange
from erp_service.sales_orders.amending.rules import check_change
from erp_service.sales_orders.record import SalesOrder
from erp_service.sales_orders.repricing import price_lines
from erp_service.sales_orders.request import OrderRequest, RequestLine
from erp_service.sales_orders.situation import Situation, load_situation
from erp_service.store.master_data import MasterData


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change that is allowed, if it can be promised."""

    order: SalesOrder
    change: OrderChange
    situation: Situation
    drafts: tuple[Draft, ...]

    @property
    def policy(self) -> DeliveryPolicy:
        """The order's."""
        return DeliveryPolicy(self.order.delivery_policy)

    @property
    def drafted(self) -> SalesOrder:
        """The order with the change, still without what is promised on top."""
        change, order = self.change, self.order
        return replace(
            order,
            revision=change.new_revision,
            requested_delivery_date=(
                change.requested_delivery_date or order.requested_delivery_date
            ),
            ship_to=change.ship_to or order.ship_to,
            customer_reference=change.customer_reference or order.customer_reference,
            lines=tuple(draft.line for draft in self.drafts),
        )

    def price(self, order: SalesOrder) -> PricedOrder:
        """The price of the changed order, or of an alternative to it."""
        situation = self.situation
        company, buyer = situation.company, situation.buyer
        return price_lines(order, situation.items, situation.price_list, company, buyer)


async def load_amendment(
    connection: AsyncConnection,
    master_data: MasterData,
    order: SalesOrder,
    change: OrderChange,
    *,
    locks: bool = False,
) -> Amendment:
    """Judge the change.

    Raises:
        RefusedError: a state or a field that does not allow it; see ``load_situation``.
    """
    _refuse(*check_order(order, change))
    request = _request(order, change)
    situation = await load_situation(connection, master_data, request, amends=order, locks=locks)
    _refuse(*check_change(order, change, situation))
    drafts = draft_lines(order, change, situation)
    amendment = Amendment(order, change, situation, drafts)
    is_same = replace(amendment.drafted, revision=order.revision) == order
    if is_same and same_lines(order, drafts):
        _refuse(Refusal("INVALID", "nothing would change; send what shall be different"))
    return amendment


def _refuse(*refusals: Refusal) -> None:
    if refusals:
        raise RefusedError(*refusals)


def _request(order: SalesOrder, change: OrderChange) -> OrderRequest:
    """What the changed order needs of the world: its items, its way, its customer."""
    day = change.requested_delivery_date or order.requested_delivery_date
    wanted = {line.id: (line.sku, line.quantities.net) for line in order.lines}
    wanted.update({each.line_id: (each.sku, each.quantity) for each in change.lines})
    lines = (
        RequestLine(line_id, sku, quantity, None, day, None)
        for line_id, (sku, quantity) in wanted.items()
    )
    return OrderRequest(
        external_reference=order.external_reference,
        revision=change.new_revision,
        request_id="",
        customer_id=order.customer_id,
        customer_reference=order.customer_reference,
        requested_delivery_date=day,
        policy=DeliveryPolicy(order.delivery_policy),
        currency=order.currency,
        pricing_date=order.pricing_date,
        hold_id=change.hold_id,
        header_discount=order.header_discount or ZERO,
        ship_to=change.ship_to or order.ship_to,
        lines=tuple(lines),
    )
