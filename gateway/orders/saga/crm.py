"""The CRM's part in a saga: customer, quote, prices written back."""

from decimal import Decimal
from typing import Any, cast

from chassis.clock import now
from chassis.identity import Actor
from gateway.orders import contracts, participants, projection
from gateway.orders.fingerprint import same_phone
from gateway.orders.refusals import INPUT, NEW_CUSTOMER, RefusedError, duplicate_error, require
from gateway.orders.requests import refuse
from gateway.orders.store.claims import Claim
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


class CrmSteps:
    """Each step repeats safely."""

    def __init__(self, system: System) -> None:
        self._system = system

    async def resolve(self, claim: Claim) -> Document:
        """The wanted customer as the CRM shows him, or as he will be captured.

        Raises:
            RefusedError: unknown, blocked, or a duplicate of another one.
        """
        wanted = claim.request["customer"]
        if wanted.get("id") is not None:
            return _buying(await self._read(wanted["id"], claim))
        if wanted.get("partner_customer_reference") is not None:
            return _buying(await self._referred_to(wanted["partner_customer_reference"], claim))
        duplicate = await self._duplicate(wanted["new"], claim)
        if duplicate is not None:
            return _buying(await self._read(duplicate, claim))
        return participants.new_customer(wanted["new"], claim.actor.partner_id)

    async def customer_of(self, claim: Claim, document: Document) -> Document:
        """The customer of an order that has a plan."""
        if document["customer_id"] == claim.ids["customer"]:
            return participants.new_customer(
                claim.request["customer"]["new"], claim.actor.partner_id
            )
        return await self._read(document["customer_id"], claim)

    async def customer_of_order(self, claim: Claim, document: Document) -> Document:
        """The customer of an order that both systems have."""
        return await self._read(document["customer_id"], claim)

    async def call_off(
        self, claim: Claim, lines: list[Document], wanted: list[Document], customer_id: str
    ) -> None:
        """Give lines the terms of the contracts that the input's lines name.

        Raises:
            RefusedError: one that cannot be called off.
        """
        ids = contracts.called(wanted)
        if not ids:
            return
        answer = await self._system.call(gql.READ_CONTRACT_LINES, {"ids": ids}, claim.actor)
        found = {each["line_id"]: each for each in answer["contract_line_terms"]}
        place = "lines" if claim.request.get("lines") else "addLines"
        contracts.attach(lines, wanted, found, customer_id, place)

    async def bring_quote(self, claim: Claim, document: Document, state: str) -> None:
        """Make the CRM's quote the document's revision in ``state``; customer first if new."""
        if document["quote_revision"] == document["revision"]:
            step = f"{claim.id}-{document['revision']}-{state}-{document['plan']['attempt']}"
            await self.set_quote_state(claim, document, state, step)
        elif document["quote_revision"] == 0:
            await self._capture(claim, document, state)
        else:
            variables = {**_revision(document, state), "quote_id": document["quote_id"]}
            await self._call(gql.CAPTURE_REVISION, variables, claim)

    async def bring_new_quote(self, placement: Claim, document: Document) -> Document:
        """The first revision, ACCEPTED; gives what to store of it."""
        await self._capture(placement, document, "ACCEPTED")
        quote = {"quote_id": placement.ids["quote"], "quote_revision": document["revision"]}
        return {**quote, "quote_state": "ACCEPTED"}

    async def read_quote(self, quote_id: str, actor: Actor) -> Document | None:
        """A quote as it is now, for an order that shall be placed from it."""
        answer = await self._system.call(gql.READ_QUOTE, {"id": quote_id}, actor)
        return cast("Document | None", answer["quote"])

    async def set_quote_state(
        self, claim: Claim, document: Document, state: str, request_id: str
    ) -> None:
        """Move the current revision, unless it is there."""
        if document["quote_state"] == state:
            return
        variables = {
            "quote_id": document["quote_id"],
            "revision": document["quote_revision"],
            "state": state,
            "request_id": request_id,
        }
        await self._call(gql.SET_QUOTE_STATE, variables, claim)

    async def write_back(self, claim: Claim, document: Document, sales_order: Document) -> None:
        """The ERP's revision, prices and number into the quote, which is ORDERED then.

        Raises:
            RefusedError: the quote was changed behind the process's back.
        """
        # A revision whose write-back was overtaken by the next one is made up for.
        for revision in range(document["quote_revision"] + 1, document["revision"]):
            missing = _revision({**document, "revision": revision}, "ACCEPTED")
            variables = {**missing, "quote_id": document["quote_id"]}
            await self._call(gql.CAPTURE_REVISION, variables, claim)
        step = f"{document['id']}-{document['revision']}"
        tax = projection.tax_total(sales_order)["amount"]
        variables = {
            **_revision(document, "ACCEPTED"),
            "quote_id": document["quote_id"],
            "is_revised": document["quote_revision"] < document["revision"],
            "pricing": participants.quote_pricing(sales_order, document["lines"], now(), tax),
            "number": sales_order["number"],
            "settle_request": f"{step}-settled",
            "customer_id": document["customer_id"],
            "is_prospect": document["is_prospect"],
            "lifecycle_request": f"{step}-lifecycle",
        }
        await self._call(gql.WRITE_BACK, variables, claim)

    async def _read(self, customer_id: str, claim: Claim) -> Document:
        answer = await self._system.call(gql.READ_CUSTOMER, {"id": customer_id}, claim.actor)
        if answer["customer"] is None:
            message = f"there is no customer {customer_id}; look it up or send new"
            raise RefusedError(refuse("NOT_FOUND", message, "customer", "id"))
        return _living(answer["customer"])

    async def _referred_to(self, reference: str, claim: Claim) -> Document:
        """Whom a partner calls so; an agent may use it where no two partners do."""
        path = ("customer", "partnerCustomerReference")
        variables = {"reference": reference}
        answer = await self._system.call(gql.READ_CUSTOMERS_OF_REFERENCE, variables, claim.actor)
        found = [edge["node"] for edge in answer["customers"]["edges"]]
        if not found:
            message = f"no customer is called {reference} by his partner; look him up or send new"
            raise RefusedError(refuse("NOT_FOUND", message, *path))
        if len(found) > 1:
            message = f"several partners call a customer {reference}; send his id"
            raise RefusedError(refuse("INVALID", message, *path))
        return _living(found[0])

    async def _duplicate(self, new: Document, claim: Claim) -> str | None:
        probe = {
            "phone": same_phone(new["phone"]) if new.get("phone") else None,
            "email": new.get("email"),
            "tax_id": new.get("tax_id"),
            "name": participants.display_name(new),
            "postal_code": new["postal_code"],
            "partner_customer_reference": new.get("partner_customer_reference"),
        }
        answer = await self._system.call(gql.FIND_DUPLICATES, {"probe": probe}, claim.actor)
        refused = new.get("not_duplicate_of") or []
        own = claim.ids["customer"]
        found = [
            item
            for item in answer["find_duplicate_customers"]
            if item["customer"]["id"] != own
            and (item["blocking"] or item["customer"]["id"] not in refused)
        ]
        if not found:
            return None
        is_blocking = any(item["blocking"] for item in found)
        if new.get("on_duplicate") == "USE_EXISTING" and not is_blocking:
            return str(max(found, key=lambda item: Decimal(item["score"]))["customer"]["id"])
        raise RefusedError(duplicate_error(found))

    async def _capture(self, claim: Claim, document: Document, state: str) -> None:
        if claim.ids.get("revision") is not None:
            await self._adopt(claim, document, state)
            return
        variables = {
            "quote_id": claim.ids["quote"],
            "quote_request": f"{document['id']}-1-quote",
            "quote": participants.crm_quote(
                document, participants.quoted(document["lines"]), state
            ),
        }
        text = gql.CAPTURE_QUOTE
        if document["customer_id"] == claim.ids["customer"]:
            text = gql.CAPTURE_CUSTOMER_AND_QUOTE
            variables["customer_id"] = document["customer_id"]
            variables["customer_request"] = f"{document['id']}-1-customer"
            variables["customer"] = participants.capture_customer(claim.request["customer"]["new"])
        await self._call(text, variables, claim)

    async def _adopt(self, claim: Claim, document: Document, state: str) -> None:
        """The quote that is placed becomes the order's; one agreed otherwise is revised."""
        is_revised = document["revision"] > claim.ids["revision"]
        variables = {
            "quote_id": claim.ids["quote"],
            "revision": claim.ids["revision"],
            "order_id": document["id"],
            "state": "OFFERED" if is_revised else state,
            "request_id": f"{document['id']}-adopted",
            "is_talked_about": document.get("interaction_id") is not None,
            "interaction_id": document.get("interaction_id") or "",
            "interaction_request": f"{document['id']}-talk",
        }
        await self._call(gql.ADOPT_QUOTE, variables, claim)
        if is_revised:
            revision = {**_revision(document, state), "quote_id": claim.ids["quote"]}
            await self._call(gql.CAPTURE_REVISION, revision, claim)

    async def _call(self, text: str, variables: Document, claim: Claim) -> None:
        answer = await self._system.call(text, variables, claim.actor)
        for name, payload in answer.items():
            require(payload, NEW_CUSTOMER if name == "capture_customer" else INPUT)


def _buying(customer: Document) -> Document:
    """Who is blocked places no new orders; those he has go on."""
    if customer["lifecycle"] == "BLOCKED":
        message = f"customer {customer['id']} is blocked; ask who looks after him"
        raise RefusedError(refuse("NOT_ALLOWED_IN_STATE", message, "customer", "id"))
    return customer


def _living(customer: Document) -> Document:
    """Whoever names one who was merged means whom he became."""
    if customer["lifecycle"] == "ERASED":
        message = f"customer {customer['id']} was erased; send new"
        raise RefusedError(refuse("ERASED", message, "customer", "id"))
    return cast("Document", customer["merged_into"] or customer)


def _revision(document: Document, state: str) -> Document:
    return {
        "revision": document["revision"],
        "quote_request": f"{document['id']}-{document['revision']}-quote",
        "quote": participants.crm_quote(document, participants.quoted(document["lines"]), state),
    }
