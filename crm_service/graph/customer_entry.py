"""From what was typed to a customer's record: trimmed, normalised, and refused with all reasons.

Pure: ids and the instant come from the caller.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from chassis.identifiers import new_id
from chassis.regions import is_time_zone, normalise_phone, normalise_tax_id, time_zone
from crm_service.graph.inputs import (
    AddressInput,
    CreateCustomerInput,
    QuoteShipToInput,
    UpdateAddressInput,
    UpdateCustomerInput,
)
from crm_service.records import Address, Customer
from crm_service.refusals import Refusal, StateRefusal, refuse_if_any

Path = tuple[str, ...]
NEEDED_NAME: Mapping[str, str] = {"COMPANY": "legalName", "PERSON": "familyName"}
LIVING = ("PROSPECT", "CUSTOMER", "INACTIVE", "BLOCKED")
DEFAULT_ROLES = ("SOLD_TO", "SHIP_TO", "BILL_TO")


@dataclass(slots=True)
class Entry:
    """One input being read, and what is wrong with it so far."""

    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, code: str, message: str, *path: str) -> None:
        """Note a reason."""
        self.refusals.append(Refusal(code, message, path))

    def required(self, text: str | None, path: Path) -> str:
        """A text that must be there."""
        found = trim(text)
        if found is None:
            self.refuse("REQUIRED", f"{path[-1]} is empty; send one", *path)
        return found or ""

    def phone(self, text: str | None, path: Path) -> str | None:
        """A number in E.164."""
        typed = trim(text)
        number = None if typed is None else normalise_phone(typed)
        if typed is not None and number is None:
            message = f"{typed!r} is no phone number; send one like +498912345678"
            self.refuse("INVALID", message, *path)
        return number

    def email(self, text: str | None, path: Path) -> str | None:
        """An address with one @."""
        typed = trim(text)
        before, at, after = (typed or "").rpartition("@")
        if typed is not None and not (before and at and after and " " not in typed):
            message = f"{typed!r} is no e-mail address; send one like name@example.com"
            self.refuse("INVALID", message, *path)
        return typed

    def address(
        self, entered: AddressInput, path: Path, roles: Path, address_id: str | None = None
    ) -> Address:
        """An address with its zone; ``roles`` are those it has when none are given."""
        zone = self._zone(entered.time_zone, path)
        given = tuple(role.value for role in entered.roles or ())
        return Address(
            id=address_id or new_id("adr"),
            roles=given or roles,
            name=trim(entered.name),
            street=self.required(entered.street, (*path, "street")),
            house_number=trim(entered.house_number),
            additional=trim(entered.additional),
            postal_code=self.required(entered.postal_code, (*path, "postalCode")),
            city=self.required(entered.city, (*path, "city")),
            region=trim(entered.region),
            country=entered.country,
            time_zone=zone or time_zone(entered.country, entered.postal_code),
        )

    def reference(self, text: str | None, partner_id: str | None) -> str | None:
        """A partner's own word for a customer of his."""
        typed = trim(text)
        if typed is not None and partner_id is None:
            message = "he is no partner's customer; leave partnerCustomerReference out"
            self.refuse("INVALID", message, "input", "partnerCustomerReference")
        return typed

    def ship_to(self, entered: QuoteShipToInput, path: Path) -> Address:
        """The address of one order alone; what was not told of it is empty."""
        zone = self._zone(entered.time_zone, path)
        return Address(
            id=new_id("adr"),
            roles=("SHIP_TO",),
            name=None,
            street=trim(entered.street) or "",
            house_number=trim(entered.house_number),
            additional=None,
            postal_code=trim(entered.postal_code) or "",
            city=trim(entered.city) or "",
            region=None,
            country=entered.country,
            time_zone=zone or time_zone(entered.country, entered.postal_code),
        )

    def _zone(self, text: str | None, path: Path) -> str | None:
        zone = trim(text)
        if zone is not None and not is_time_zone(zone):
            message = f"{zone!r} is no IANA time zone; send one like Europe/Berlin, or none"
            self.refuse("INVALID", message, *path, "timeZone")
        return zone


def trim(text: str | None) -> str | None:
    """Without blanks around; nothing for an empty text."""
    return (text or "").strip() or None


def new_customer(
    customer_id: str, entered: CreateCustomerInput, partner_id: str | None, at: datetime
) -> Customer:
    """A prospect; his number is given when he is written.

    Raises:
        RefusedError: REQUIRED and INVALID, with all reasons.
    """
    entry = Entry()
    names = {
        "legalName": trim(entered.legal_name),
        "familyName": trim(entered.family_name),
    }
    needed = NEEDED_NAME[entered.kind.value]
    entry.required(names[needed], ("input", needed))
    email = entry.email(entered.email, ("input", "email"))
    phone = entry.phone(entered.phone, ("input", "phone"))
    address = entry.address(entered.address, ("input", "address"), DEFAULT_ROLES)
    reference = entry.reference(entered.partner_customer_reference, partner_id)
    refuse_if_any(entry.refusals)
    return Customer(
        id=customer_id,
        number="",
        kind=entered.kind.value,
        lifecycle="PROSPECT",
        legal_name=names["legalName"],
        given_name=trim(entered.given_name),
        family_name=names["familyName"],
        tax_id=normalise_tax_id(entered.tax_id or "") or None,
        emails=(email,) if email else (),
        phones=(phone,) if phone else (),
        addresses=(address,),
        language_tag=trim(entered.language_tag),
        partner_id=partner_id,
        partner_customer_reference=reference,
        created_at=at,
        updated_at=at,
    )


def changed_customer(customer: Customer, entered: UpdateCustomerInput) -> Customer:
    """The customer as he shall be.

    Raises:
        RefusedError: INVALID, REQUIRED and NOT_FOUND, with all reasons.
    """
    entry = Entry()
    _refuse_change(entry, customer, entered)
    email = entry.email(entered.email, ("input", "email"))
    phone = entry.phone(entered.phone, ("input", "phone"))
    addresses = customer.addresses
    if entered.address is not None:
        addresses = _changed_addresses(entry, customer, entered.address)
    reference = entry.reference(entered.partner_customer_reference, customer.partner_id)
    refuse_if_any(entry.refusals)
    return msgspec.structs.replace(
        customer,
        legal_name=trim(entered.legal_name) or customer.legal_name,
        given_name=trim(entered.given_name) or customer.given_name,
        family_name=trim(entered.family_name) or customer.family_name,
        tax_id=normalise_tax_id(entered.tax_id or "") or customer.tax_id,
        language_tag=trim(entered.language_tag) or customer.language_tag,
        emails=_first(email, customer.emails),
        phones=_first(phone, customer.phones),
        addresses=addresses,
        partner_customer_reference=reference or customer.partner_customer_reference,
    )


def _refuse_change(entry: Entry, customer: Customer, entered: UpdateCustomerInput) -> None:
    if customer.lifecycle == "ERASED":
        message = f"customer {customer.id} was erased; capture a new one"
        entry.refuse("ERASED", message, "input", "id")
    elif customer.lifecycle == "MERGED":
        message = f"customer {customer.id} was merged; change {customer.merged_into} instead"
        refusal = StateRefusal(
            "NOT_ALLOWED_IN_STATE",
            message,
            ("input", "id"),
            state=customer.lifecycle,
            allowed=LIVING,
        )
        entry.refusals.append(refusal)
    elif customer.version != entered.expected_version:
        message = (
            f"customer {customer.id} is at version {customer.version}, "
            f"not {entered.expected_version}; read him again"
        )
        entry.refuse("REVISION_CONFLICT", message, "input", "expectedVersion")


def _changed_addresses(
    entry: Entry, customer: Customer, change: UpdateAddressInput
) -> tuple[Address, ...]:
    known = {address.id: address for address in customer.addresses}
    if change.id not in known:
        message = f"{change.id} is no address of customer {customer.id}; send one of his"
        entry.refuse("NOT_FOUND", message, "input", "address", "id")
        return customer.addresses
    path = ("input", "address", "address")
    known[change.id] = entry.address(change.address, path, known[change.id].roles, change.id)
    return tuple(known.values())


def _first(value: str | None, others: Sequence[str]) -> tuple[str, ...]:
    """With a new primary one, which replaces the primary one of before."""
    if value is None:
        return tuple(others)
    return (value, *(other for other in others[1:] if other != value))
