from datetime import date
from decimal import Decimal

from erp_service.availability.calendar import Calendar
from erp_service.availability.pool import Movement, Pool
from erp_service.availability.promise import DeliveryPolicy, Route, Wanted
from erp_service.availability.proposals import Proposal, ShortLine, Source, propose

ROUTE = Route("BER", Calendar(frozenset(range(5))), date(2026, 3, 2), 1)


def source(sku: str, on_hand: int, *, receipts: tuple[Movement, ...] = ()) -> Source:
    pool = Pool(Decimal(on_hand), Decimal(0), receipts, (), date(2026, 3, 30))
    return Source(sku, pool, ROUTE)


def short(quantity: int, default: Source, *others: Source, siblings: bool) -> ShortLine:
    wish = Wanted(Decimal(quantity), Decimal(1), date(2026, 3, 6))
    return ShortLine(wish, Decimal(1), DeliveryPolicy.SPLIT, default, (), others, siblings)


def kinds(proposals: tuple[Proposal, ...]) -> list[str]:
    return [each.kind for each in proposals]


def test_a_partly_available_line_is_split_later_reduced_or_dropped():
    receipt = Movement(date(2026, 3, 16), Decimal(50))
    line = short(60, source("PUMP-100", 30, receipts=(receipt,)), siblings=True)
    found = propose(line)
    assert kinds(found) == ["SPLIT", "LATER", "REDUCED_QUANTITY", "DROP_LINE"]
    assert [each.held_candidate for each in found] == [True, False, False, False]


def test_the_last_piece_gone_leaves_later_and_the_substitute():
    receipt = Movement(date(2026, 3, 23), Decimal(5))
    line = short(1, source("CTRL-7", 0, receipts=(receipt,)), source("CTRL-7B", 8), siblings=False)
    found = propose(line)
    assert kinds(found) == ["LATER", "SUBSTITUTE"]
    assert found[0].deliveries[0].delivery_date == date(2026, 3, 24)
    assert found[0].held_candidate
