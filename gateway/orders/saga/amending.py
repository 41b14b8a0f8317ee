"""amendOrder: the ERP first, all of it or nothing, then the CRM's next revision (R-AMD-1 to 5)."""

import contextlib
import copy
from collections.abc import Sequence
from typing import Any

import msgspec

from chassis.clock import now
from gateway.orders import amendment, checks, offered_prices, participants, projection
from gateway.orders.offered_prices import expiry
from gateway.orders.progress import change_types, progress_of
from gateway.orders.refusals import LostRaceError, RefusedError, availability_lost, changed
from gateway.orders.requests import refuse
from gateway.orders.saga.changing import Changing
from gateway.orders.saga.plans import MOST_ATTEMPTS, policy
from gateway.orders.saga.procedure import Setback
from gateway.orders.store.claims import Claim
from gateway.orders.views import OPEN

Document = dict[str, Any]


class Amending(Changing):
    """The steps of one amendment."""

    async def run(self, claim: Claim) -> Document:
        """Carry an amendment to its answer with ``amendment_id``.

        Raises:
            RefusedError: nothing is changed.
            SystemUnavailableError: to be run again.
        """
        document = await self._take(claim, "AMEND", amendment.judge)
        if document["running"] is None:
            return dict(document["ended"]["answer"])
        if document["running"]["phase"] == "CRM":
            return await self._agree_in_crm(claim, document, None)
        if document["revision"] != document["running"]["revision"]:
            errors = amendment.judge({**document, "running": None}, claim.request)
            return await self._end(claim, "REJECTED", errors)
        try:
            return await self._apply(claim, document)
        except RefusedError as error:
            return await self._end(claim, "REJECTED", error.errors)

    async def try_out(self, claim: Claim, document: Document) -> Document:
        """What an amendment would come to: PROPOSED, and nothing is written anywhere.

        Raises:
            RefusedError: the ERP does not allow it.
            SystemUnavailableError: it does not answer.
        """
        lines, _ = await self._agreed(claim, document, await self._wanted(claim, document))
        change = amendment.erp_change(document, lines, await self._header(claim, document))
        check = await self._check(claim, lines, change)
        return {**self._entry(claim, document), "state": "PROPOSED", "check": check}

    def queued(self, claim: Claim, document: Document, setback: Setback) -> Document:
        """As every change, with the amendment."""
        return {**super().queued(claim, document, setback), "amendment_id": claim.id}

    def _taken(self, claim: Claim, document: Document) -> None:
        """The amendment is the open one; an older one that waits for a decision is not any more."""
        is_decided = bool(claim.request.get("accepted_proposal_ids"))
        for older in document.setdefault("amendments", []):
            if older["state"] in OPEN:
                older["state"] = "ACCEPTED" if is_decided else "SUPERSEDED"
        document["amendments"].append(self._entry(claim, document))

    @staticmethod
    def _entry(claim: Claim, document: Document) -> Document:
        return {
            "id": claim.id,
            "from_revision": document["revision"],
            "to_revision": None,
            "state": "APPLYING",
            "reason": claim.request["reason"],
            "changes": amendment.changes(document, claim.request),
            "requested_by": msgspec.to_builtins(claim.actor),
            "requested_at": claim.at.isoformat(),
            "applied_at": None,
        }

    async def _apply(self, claim: Claim, document: Document) -> Document:
        plan = document["running"].get("plan")
        if plan is None:
            plan, offer = await self._plan(claim, document)
            _require_change(plan)
            change = amendment.erp_change(document, plan["lines"], plan["header"])
            if not await self._is_price_kept(claim, plan["lines"], change, offer):
                change["lines"] = amendment.erp_lines(plan["wanted"])
                return await self._ask_anew(claim, plan["wanted"], change, is_price=True)
            await self._keep(claim, plan)
        return await self._carry_out(claim, document, plan)

    async def _carry_out(self, claim: Claim, document: Document, plan: Document) -> Document:
        wanted = plan["wanted"]
        while plan["attempt"] < MOST_ATTEMPTS:
            change = amendment.erp_change(document, plan["lines"], plan["header"])
            try:
                sales_order = await self._change(claim, plan["lines"], change, plan["attempt"])
            except LostRaceError:
                # What was accepted is gone: the wish is checked anew, never silently replaced.
                change["lines"] = amendment.erp_lines(wanted)
                check = await self._check(claim, wanted, change)
                others = amendment.substitutable(wanted, check)
                chosen = checks.choose(check, policy(claim), others)
                if not chosen:
                    return await self._ask_anew(claim, wanted, change, check)
                lines = amendment.agreed(_copies(wanted), check, chosen)
                plan = {**plan, "lines": lines, "attempt": plan["attempt"] + 1}
                await self._keep(claim, plan)
                continue
            return await self._take_over(claim, plan["lines"], plan["header"], sales_order)
        message = "the stock changes too fast to be kept; amend again"
        raise RefusedError(refuse("AVAILABILITY_LOST", message, "orderId"))

    async def _plan(self, claim: Claim, document: Document) -> tuple[Document, Document | None]:
        """What the ERP is asked for, and what an expired offer of it cost."""
        header = await self._header(claim, document)
        wanted = await self._wanted(claim, document)
        lines, offer = await self._agreed(claim, document, wanted)
        return {"header": header, "wanted": wanted, "lines": lines, "attempt": 0}, offer

    async def _keep(self, claim: Claim, plan: Document) -> None:
        """Before it is tried: a re-run, which may read something else, asks for nothing else."""

        def keep(document: Document) -> Sequence[str]:
            document["running"]["plan"] = plan
            return []

        await self._orders.require_change(claim.order_id, claim.actor, claim.operation, keep)

    async def _wanted(self, claim: Claim, document: Document) -> list[Document]:
        """The lines that change, as the request wants them."""
        lines = amendment.drafts(document, claim.request, claim.ids["lines"])
        added = claim.request.get("add_lines") or []
        drafts = lines[len(lines) - len(added) :]
        await self._crm.call_off(claim, drafts, added, document["customer_id"])
        return lines

    async def _agreed(
        self, claim: Claim, document: Document, wanted: list[Document]
    ) -> tuple[list[Document], Document | None]:
        """The lines as they were accepted in the amendment that asked, and what they cost there.

        The price is told of an offer that has expired only.
        """
        accepted = claim.request.get("accepted_proposal_ids") or []
        if not accepted:
            return _copies(wanted), None
        for asked in reversed(document.get("amendments", [])):
            decision = await self._orders.decision(asked["id"])
            chosen = checks.find_proposals(decision["check"], accepted) if decision else {}
            if decision and len(chosen) == len(accepted):
                check = amendment.recognised(document, wanted, decision["check"], chosen)
                if check is None:
                    break
                lines = amendment.agreed(_copies(wanted), check, chosen)
                is_late = any(claim.at >= expiry(each) for each in chosen.values())
                return lines, offered_prices.offered(check, chosen) if is_late else None
        message = "a proposal is unknown, or is not for what is changed now; amend again without"
        raise RefusedError(refuse("PROPOSAL_STALE", message, "acceptedProposalIds"))

    async def _is_price_kept(
        self, claim: Claim, lines: list[Document], change: Document, offer: Document | None
    ) -> bool:
        """After its expiry an offer holds at the same price only; asked until a plan is kept."""
        return offer is None or offered_prices.is_kept(
            offer, await self._check(claim, lines, change)
        )

    async def _ask_anew(
        self,
        claim: Claim,
        wanted: list[Document],
        change: Document,
        check: Document | None = None,
        *,
        is_price: bool = False,
    ) -> Document:
        """Ask about a fresh check, and keep what it offers."""
        found = check or await self._check(claim, wanted, change)
        change["lines"] = amendment.erp_lines(amendment.held(wanted, found))
        return await self._ask(claim, found, change, is_price=is_price)

    async def _header(self, claim: Claim, document: Document) -> Document:
        wanted = claim.request.get("ship_to")
        header: Document = {"customer_reference": claim.request.get("customer_reference")}
        if wanted is None:
            return {**header, "ship_to": None}
        customer = await self._crm.customer_of_order(claim, document)
        address = participants.ship_to(claim.request, customer)
        if address is None:
            message = "shipTo.addressId is no address of this customer; send one of his"
            raise RefusedError(refuse("NOT_FOUND", message, "shipTo", "addressId"))
        return {**header, "ship_to": address}

    async def _change(
        self, claim: Claim, lines: list[Document], change: Document, attempt: int
    ) -> Document:
        try:
            return await self._erp.change(claim, change, attempt)
        except RefusedError as error:
            raise _replaced(error, lines) from error

    async def _check(self, claim: Claim, lines: list[Document], change: Document) -> Document:
        try:
            return await self._erp.check_change(claim, change)
        except RefusedError as error:
            raise _replaced(error, lines) from error

    async def _ask(
        self, claim: Claim, check: Document, change: Document, *, is_price: bool
    ) -> Document:
        """A shortage is the customer's to decide; the order stays as it is meanwhile.

        ``change`` is what is kept for him.
        """
        lost = availability_lost(check, is_price=is_price)
        if policy(claim) != "ASK":
            lost["code"] = lost["code"] if is_price else "INSUFFICIENT_AVAILABILITY"
            return await self._end(claim, "REJECTED", [lost])
        with contextlib.suppress(LostRaceError, RefusedError):
            # What cannot be kept may still be agreed: accepting it is checked anew.
            if claim.actor.kind == "STAFF":
                checks.mark_held(check, await self._erp.hold_change(claim, change))
        await self._orders.keep_decision(claim.order_id, {"id": claim.id, "check": check})
        is_lost = bool(claim.request.get("accepted_proposal_ids"))
        return await self._end(claim, "AWAITING_DECISION", [lost] if is_lost else [])

    async def _end(self, claim: Claim, state: str, errors: list[Document]) -> Document:
        """The revision stays valid in both systems (R-AMD-4)."""

        def end(document: Document) -> None:
            document["amendments"][-1]["state"] = state

        return await self._give_up(claim, errors, end, amendment_id=claim.id)

    async def _take_over(
        self, claim: Claim, lines: list[Document], header: Document, sales_order: Document
    ) -> Document:
        at = now().isoformat()

        def take_over(document: Document) -> Sequence[str]:
            before, progress = copy.deepcopy(document["lines"]), progress_of(document)
            amendment.take_lines(document, lines)
            document |= {name: value for name, value in header.items() if value is not None}
            if header["ship_to"] is not None:
                document["wanted_ship_to"] = claim.request["ship_to"]
            document["revision"] = sales_order["revision"]
            projection.apply_sales_order(document, sales_order, at)
            entry = document["amendments"][-1]
            entry |= {"state": "APPLIED", "to_revision": document["revision"], "applied_at": at}
            headed = [each for each in entry["changes"] if not each["path"].startswith("lines")]
            entry["changes"] = [*amendment.difference(before, document["lines"]), *headed]
            answer = changed(claim.order_id, amendment_id=claim.id)
            document["running"] |= {"phase": "CRM", "answer": answer}
            document["sync_state"] = "PENDING"
            return change_types(progress, progress_of(document), "AMENDED")

        document = await self._orders.require_change(
            claim.order_id, claim.actor, "changeSalesOrder", take_over
        )
        return await self._agree_in_crm(claim, document, sales_order)


def _require_change(plan: Document) -> None:
    """Of added lines that were dropped again nothing is left to be done.

    Raises:
        RefusedError: NOTHING_TO_DO.
    """
    if not plan["lines"] and not any(plan["header"].values()):
        message = "with these proposals the order stays as it is; nothing was changed"
        raise RefusedError(refuse("NOTHING_TO_DO", message, "acceptedProposalIds"))


def _copies(drafts: list[Document]) -> list[Document]:
    return [dict(draft) for draft in drafts]


def _replaced(error: RefusedError, lines: list[Document]) -> RefusedError:
    """The refusal with the places of the client's input."""
    return RefusedError(
        *(
            {**each, "path": ["input", *amendment.place_of(lines, (each["path"] or [])[1:])]}
            for each in error.errors
        )
    )
