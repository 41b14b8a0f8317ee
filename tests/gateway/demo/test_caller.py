from chassis.regions import normalise_phone
from erp_service.terms.credit import is_valid_tax_id
from gateway.demo.caller import new_caller


def test_every_run_has_a_caller_of_its_own():
    callers = [new_caller() for _ in range(50)]
    for name in ("legal_name", "tax_id", "email", "phone", "call"):
        assert len({getattr(caller, name) for caller in callers}) == len(callers)


def test_a_caller_is_a_company_with_credit_and_a_telephone():
    caller = new_caller()
    assert is_valid_tax_id(caller.tax_id)
    assert normalise_phone(caller.phone) == caller.phone


def test_an_idempotency_key_made_of_a_call_has_a_valid_length():
    assert 8 <= len(f"{new_caller().call}-1") <= 128
