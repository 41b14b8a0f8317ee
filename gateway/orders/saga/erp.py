"""The ERP's part in a saga: check, hold, create, look up."""

import contextlib
from typing import Any, cast

from chassis.clock import now
from chassis.identifiers import new_id
from gateway.orders import checks, participants
from gateway.orders.refusals import require
from gateway.orders.store.claims import Claim
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import (
    OutcomeUnknownError,
    System,
    SystemUnavailableError,
)

Document = dict[str, Any]


class ErpSteps:
    """Each step repeats safely."""

    def __init__(self, system: System) -> None:
        self._system = system

    async def check(
        self, claim: Claim, document: Document, lines: list[Document], customer: Document
    ) -> Document:
        """Simulate without side effects.

        Raises:
            RefusedError: unknown SKUs, bad quantities or dates.
        """
        variables = {
            "input": participants.erp_order(document, lines, new_id("sim")),
            "prospect": {
                "kind": customer["kind"],
                "tax_id": customer["tax_id"],
                "country": customer["addresses"][0]["country"],
            },
        }
        answer = await self._system.call(gql.SIMULATE, variables, claim.actor)
        simulation = answer["simulate_sales_order"]
        require(simulation)
        return checks.build_check(simulation, lines, now(), new_id)

    async def hold(
        self, claim: Claim, document: Document, customer: Document, plan: Document
    ) -> str | None:
        """Keep what a check promises while the agent talks; gives the end of the hold.

        Only in the call center somebody talks: other channels keep nothing (domain §3.1). The
        customer becomes a partner all the same.

        Raises:
            LostRaceError: somebody else was faster.
        """
        request_id = f"{claim.id}-hold-{plan['attempt']}"
        schedules = checks.held_schedules(plan["check"])
        kept = [
            {**line, "schedule": schedule}
            for line, schedule in zip(document["lines"], schedules, strict=True)
        ]
        variables = {
            "partner": _partner(claim, document, customer),
            "input": participants.erp_order(document, kept, request_id),
            "hold_id": document["hold_id"],
            "request_id": request_id,
            "is_kept": document["channel"] == "CALL_CENTER",
        }
        answer = await self._system.call(gql.HOLD, variables, claim.actor)
        for payload in answer.values():
            require(payload)
        held: Document = answer.get("hold_availability") or {}
        return held.get("held_until")

    async def release(self, claim: Claim, document: Document) -> None:
        """End the hold; one that the ERP cannot end now ends by itself."""
        ids = {"hold_id": document["hold_id"], "request_id": f"{claim.id}-release"}
        with contextlib.suppress(SystemUnavailableError):
            await self._system.call(gql.RELEASE_HOLD, ids, claim.actor)

    async def create(
        self, claim: Claim, document: Document, customer: Document, attempt: int
    ) -> Document:
        """The pivot; an answer that got lost is looked up at once (domain §3.9 no. 9).

        Raises:
            LostRaceError: the promise cannot be kept any more; nothing is written.
            RefusedError: any other refusal; nothing is written.
            OutcomeUnknownError: the answer got lost, and the look-up did not find the order.
        """
        request_id = f"{claim.id}-create-{attempt}"
        variables = {
            "partner": _partner(claim, document, customer),
            "input": participants.erp_order(document, document["lines"], request_id),
        }
        try:
            answer = await self._system.call(gql.CREATE_SALES_ORDER, variables, claim.actor)
        except SystemUnavailableError as error:
            if not error.is_unknown:
                raise
            found = await self._look_up_lost(claim)
            if found is None:
                raise OutcomeUnknownError.of(error) from error
            return found
        require(answer["upsert_partner"])
        require(answer["create_sales_order"])
        return cast("Document", answer["create_sales_order"]["sales_order"])

    async def cancel(self, claim: Claim, document: Document) -> Document:
        """Cancel all of the order or the claim's lines; an unknown order can never be created then.

        Returns:
            ``sales_order`` (None: the ERP has none), ``cancelled_lines``, ``refund_due``.

        Raises:
            RefusedError: nothing is written.
            OutcomeUnknownError: the answer got lost; the same call tells it.
        """
        variables = {
            "reference": claim.order_id,
            "revision": document["revision"],
            "request_id": f"{claim.id}-cancel",
            "reason": claim.request["reason"],
            "lines": claim.request.get("lines"),
        }
        return await self._write(gql.CANCEL_SALES_ORDER, "cancel_sales_order", variables, claim)

    async def withdraw(self, claim: Claim, document: Document) -> Document | None:
        """Cancel an order that the ERP may have; one that comes later is refused by it.

        Raises:
            OutcomeUnknownError: the answer got lost; the same call tells it.
        """
        variables = {
            "reference": claim.order_id,
            "revision": document["revision"],
            "request_id": f"{claim.id}-withdraw",
            "reason": "the order was refused while the ERP did not answer",
            "lines": None,
        }
        found = await self._write(gql.CANCEL_SALES_ORDER, "cancel_sales_order", variables, claim)
        return cast("Document | None", found["sales_order"])

    async def change(self, claim: Claim, change: Document, attempt: int) -> Document:
        """The pivot of an amendment, all of it or nothing; gives the sales order.

        Raises:
            LostRaceError: something cannot be delivered as wanted; nothing is written.
            RefusedError: any other refusal; nothing is written.
            OutcomeUnknownError: the answer got lost; the same call tells it.
        """
        variables = {"input": {**change, "request_id": f"{claim.id}-change-{attempt}"}}
        found = await self._write(gql.CHANGE_SALES_ORDER, "change_sales_order", variables, claim)
        return cast("Document", found["sales_order"])

    async def hold_change(self, claim: Claim, change: Document) -> str | None:
        """Keep what a change adds while the agent talks; gives the end of the hold.

        Raises:
            LostRaceError: somebody else was faster.
            RefusedError: it is not allowed.
        """
        request_id = f"{claim.id}-hold"
        variables = {"input": {**change, "request_id": request_id}, "request_id": request_id}
        variables["hold_id"] = change["hold_id"]
        answer = await self._system.call(gql.HOLD_CHANGE, variables, claim.actor)
        require(answer["hold_sales_order_change"])
        return cast("str | None", answer["hold_sales_order_change"]["held_until"])

    async def check_change(self, claim: Claim, change: Document) -> Document:
        """What a change would come to; nothing is written.

        Raises:
            RefusedError: it is not allowed.
        """
        variables = {"input": {**change, "request_id": new_id("sim")}}
        answer = await self._system.call(gql.SIMULATE_CHANGE, variables, claim.actor)
        simulation = answer["simulate_sales_order_change"]
        require(simulation)
        return checks.build_change_check(simulation, now(), new_id)

    async def _write(self, text: str, field: str, variables: Document, claim: Claim) -> Document:
        try:
            answer = await self._system.call(text, variables, claim.actor)
        except SystemUnavailableError as error:
            raise (OutcomeUnknownError.of(error) if error.is_unknown else error) from error
        require(answer[field])
        return cast("Document", answer[field])

    async def _look_up_lost(self, claim: Claim) -> Document | None:
        with contextlib.suppress(SystemUnavailableError):
            return await self.look_up(claim)
        return None

    async def look_up(self, claim: Claim) -> Document | None:
        """The order's sales order, if there is one."""
        variables = {"reference": claim.order_id}
        answer = await self._system.call(gql.LOOK_UP, variables, claim.actor)
        return cast("Document | None", answer["sales_order_by_external_reference"])


def _partner(claim: Claim, document: Document, customer: Document) -> Document:
    request_id = f"{claim.id}-partner"
    return participants.erp_partner(document["customer_id"], customer, request_id)
