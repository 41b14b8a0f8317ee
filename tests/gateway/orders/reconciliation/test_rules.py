"""The rules as a table: two sides go in, one code comes out, or none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gateway.orders.reconciliation.codes import CODES
from gateway.orders.reconciliation.rules import judge_customer, judge_order
from gateway.orders.reconciliation.snapshot import (
    CustomerPair,
    OrderPair,
    Person,
    ProcessOrder,
    Quote,
    SalesOrder,
    Totals,
)

TOTALS = Totals(Decimal("10.00"), Decimal("1.90"), "EUR")
ANNA, HUGO = Person("cus_1", "CUSTOMER", None), Person("cus_2", "CUSTOMER", None)
ORDER = ProcessOrder("ord_1", 1, "qot_1", "so_1", "2026-03-02")
QUOTE = Quote("qot_1", 1, "ORDERED", ANNA, TOTALS)
SALES = SalesOrder(
    "so_1", "SO-1", "ord_1", 1, "CONFIRMED", "cus_1", TOTALS, has_shipped=False, is_blocked=False
)
AGREED = OrderPair("ord_1", ORDER, QUOTE, SALES, (), {"cus_1": ANNA, "cus_2": HUGO})
SECOND = replace(SALES, id="so_2", number="SO-2", reference="ord_1~2")


def quote(**changes: object) -> OrderPair:
    return replace(AGREED, quote=replace(QUOTE, **changes))  # type: ignore[arg-type]


def sales(**changes: object) -> OrderPair:
    return replace(AGREED, sales_order=replace(SALES, **changes))  # type: ignore[arg-type]


def gone(lifecycle: str, survivor: str | None = None) -> OrderPair:
    return replace(AGREED, people={"cus_1": Person("cus_1", lifecycle, survivor)})


CASES = [
    ("all agree", AGREED, None),
    ("the quote is lost", quote(state="LOST"), "C-LOST-OPEN"),
    ("the quote is cancelled", quote(state="CANCELLED"), "C-LOST-OPEN"),
    (
        "lost, and something has left",
        replace(quote(state="LOST"), sales_order=replace(SALES, has_shipped=True)),
        "C-LOST-SHIPPED",
    ),
    (
        "cancelled on both sides",
        replace(quote(state="CANCELLED"), sales_order=replace(SALES, status="CANCELLED")),
        None,
    ),
    ("the ERP has none", replace(AGREED, sales_order=None), "C-ERP-MISSING"),
    (
        "the ERP has none yet",
        replace(quote(state="OFFERED"), sales_order=None),
        None,
    ),
    *(
        (f"the quote is still {state}", quote(state=state), "C-QUOTE-BEHIND")
        for state in ("DRAFT", "OFFERED", "ACCEPTED", "EXPIRED")
    ),
    ("cancelled in the ERP", sales(status="CANCELLED"), "C-ERP-CANCELLED"),
    ("the quote has another revision", quote(revision=2), "C-REVISION"),
    ("the ERP has another revision", sales(revision=2), "C-REVISION"),
    ("net differs", quote(totals=replace(TOTALS, net=Decimal("9.99"))), "C-TOTAL"),
    ("tax differs", quote(totals=replace(TOTALS, tax=None)), "C-TOTAL"),
    ("equal amounts are written apart", quote(totals=replace(TOTALS, net=Decimal("10.0"))), None),
    ("sold to another", sales(customer_id="cus_2"), "C-CUSTOMER"),
    ("the customer was merged", gone("MERGED", "cus_2"), "C-CUST-GONE"),
    ("the customer was erased", gone("ERASED"), "C-CUST-GONE"),
    (
        "erased when all was over",
        replace(gone("ERASED"), sales_order=replace(SALES, status="COMPLETED", has_shipped=True)),
        None,
    ),
    (
        "the quote is the loser's, the order the survivor's",
        replace(
            sales(customer_id="cus_2"),
            people={"cus_1": Person("cus_1", "MERGED", "cus_2"), "cus_2": HUGO},
        ),
        None,
    ),
    ("two for one", replace(AGREED, doubles=(SECOND,)), "C-DUP-ORDER"),
    (
        "the second one is cancelled",
        replace(AGREED, doubles=(replace(SECOND, status="CANCELLED"),)),
        None,
    ),
    ("nobody knows it", OrderPair("x", None, None, replace(SALES, reference="x")), "C-ORPHAN"),
    (
        "nobody knows it, and it is cancelled",
        OrderPair("x", None, None, replace(SALES, reference="x", status="CANCELLED")),
        None,
    ),
    ("the quote is not there", replace(AGREED, quote=None), "C-LINK-BROKEN"),
    ("another record stands under the reference", sales(id="so_9"), "C-LINK-BROKEN"),
    ("the CRM does not know the customer", sales(customer_id="cus_9"), "C-CUSTOMER"),
    (
        "no quote was ever made",
        OrderPair("ord_1", replace(ORDER, quote_id=None), None, None),
        None,
    ),
]


@pytest.mark.parametrize(
    ("pair", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_two_sides_of_an_order_give_one_code(pair: OrderPair, code: str | None):
    found = judge_order(pair)
    assert (found and found.code) == code


def test_every_code_of_orders_has_a_case():
    assert {code for _, _, code in CASES} == {None, *CODES} - {"C-CUST-DRIFT"}


def test_the_specific_code_goes_before_the_general_one():
    both = replace(quote(state="LOST", revision=3, totals=Totals(None, None, "EUR")), doubles=())
    assert judge_order(both).code == "C-LOST-OPEN"  # type: ignore[union-attr]
    assert judge_order(replace(both, doubles=(SECOND,))).code == "C-DUP-ORDER"  # type: ignore[union-attr]


def customer(**changes: object) -> CustomerPair:
    told = {"email": "a@x.example", "phone": None}
    pair = CustomerPair("cus_1", "CUSTOMER", 2, 2, told, told, is_told=True, is_erased=False)
    return replace(pair, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pair", "fields"),
    [
        (customer(), []),
        (customer(erp={"email": "b@x.example", "phone": "+49"}), ["email", "phone"]),
        (customer(erp={"email": None, "phone": None}), ["email"]),
        (customer(erp={"email": None, "phone": None}, is_told=False), []),
        (customer(erp={"email": "b@x.example", "phone": None}, is_told=False), ["email"]),
        (customer(erp={"email": "b@x.example", "phone": None}, lifecycle="MERGED"), []),
        (customer(erp={"email": None, "phone": None}, is_erased=True), []),
        (customer(lifecycle=None), ["customerId"]),
    ],
)
def test_copied_fields_differ_only_where_somebody_was_told(pair: CustomerPair, fields: list[str]):
    assert [finding.field for finding in judge_customer(pair)] == fields
