"""Somebody who calls for the first time: nothing of him is known yet, in any run."""

import secrets
from dataclasses import dataclass

from gateway.endpoint import JSON

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Caller:
    """A company in Munich.

    Attributes:
        phone: longer than any real number there, so that it is nobody's.
        call: names this run; both writes derive their idempotency keys from it.
    """

    legal_name: str
    tax_id: str
    email: str
    phone: str
    call: str

    def as_new_customer(self) -> JSON:
        """The ``NewCustomerInput``."""
        return {
            "kind": "COMPANY",
            "legalName": self.legal_name,
            "taxId": self.tax_id,
            "email": self.email,
            "phone": self.phone,
            "street": "Ringstraße",
            "houseNumber": "5",
            "postalCode": "80331",
            "city": "München",
            "country": "DE",
        }


def new_caller() -> Caller:
    """A caller unlike all before."""
    tag = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return Caller(
        legal_name=f"Huber {tag} Anlagenbau GmbH",
        tax_id=f"DE{_digits(9)}",
        email=f"einkauf@huber-{tag.lower()}.example",
        phone=f"+498999998{_digits(6)}",
        call=f"demo-call-{tag}-{_digits(8)}",
    )


def _digits(count: int) -> str:
    return f"{secrets.randbelow(10**count):0{count}}"
