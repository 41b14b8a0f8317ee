"""Two inputs that mean the same have the same fingerprint; all others have another one."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from strawberry import ID

from chassis.scalars import DecimalScalar
from crm_service.claims import fingerprint
from crm_service.graph.inputs import QuoteLineInput

QUANTITIES = st.decimals("0.001", "999999", places=3)


@given(QUANTITIES, st.integers(0, 6))
def test_trailing_zeros_do_not_count(quantity: Decimal, zeros: int):
    line = QuoteLineInput(sku=ID("VALVE-20"), quantity=DecimalScalar(quantity))
    longer = DecimalScalar(Decimal(f"{quantity:f}{'0' * zeros}"))
    assert fingerprint("x", line) == fingerprint("x", replace(line, quantity=longer))


@given(QUANTITIES, QUANTITIES)
def test_another_quantity_is_another_input(one: Decimal, other: Decimal):
    lines = [
        QuoteLineInput(sku=ID("VALVE-20"), quantity=DecimalScalar(value)) for value in (one, other)
    ]
    assert (fingerprint("x", lines[0]) == fingerprint("x", lines[1])) is (one == other)


def test_another_operation_is_another_input():
    line = QuoteLineInput(sku=ID("VALVE-20"), quantity=DecimalScalar(Decimal(1)))
    assert fingerprint("createQuote", line) != fingerprint("createCustomer", line)
