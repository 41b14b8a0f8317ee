"""Can exactly this be kept? Asked under the lock of the transaction that will reserve it."""

from collections.abc import Iterator

from erp_service.availability.promise import Schedule
from erp_service.refusals import Refusal, RefusedError
from erp_service.sales_orders.request import OrderRequest
from erp_service.sales_orders.rules import check_agreed, check_request
from erp_service.sales_orders.situation import Situation, load_situation
from erp_service.writing import Transaction


async def load_promise(
    transaction: Transaction, request: OrderRequest
) -> tuple[Situation, tuple[Schedule, ...]]:
    """The agreed schedule of every line; the own hold is not counted against it.

    Raises:
        RefusedError: an invalid request, or INSUFFICIENT_AVAILABILITY for the lines in question.
    """
    connection, master_data = transaction.connection, transaction.master_data
    situation = await load_situation(connection, master_data, request, locks=True)
    refusals = check_request(request, situation) or check_agreed(request, situation)
    if refusals:
        raise RefusedError(*refusals)
    found = tuple(_keep(request, situation))
    lost = [each for each in found if isinstance(each, Refusal)]
    if lost:
        raise RefusedError(*lost)
    return situation, tuple(each for each in found if not isinstance(each, Refusal))


def _keep(request: OrderRequest, situation: Situation) -> Iterator[Schedule | Refusal]:
    supply = situation.supply
    for index, line in enumerate(request.lines):
        schedule = supply.keep(line.sku, line.agreed or ())
        if schedule is None:
            message = f"{line.sku} can no longer be delivered as agreed; simulate again"
            yield Refusal("INSUFFICIENT_AVAILABILITY", message, ("lines", str(index)))
        else:
            supply = supply.take(line.sku, schedule)
            yield schedule
