"""requestErasure: refused while the law holds it up, else in all systems, only forward (§3.7)."""

from dataclasses import dataclass
from typing import Any

from gateway.orders.privacy import step
from gateway.orders.refusals import RefusedError, require
from gateway.orders.requests import refuse
from gateway.orders.saga.errand import Errand, done
from gateway.orders.saga.procedure import Setback, Stop
from gateway.orders.store.claims import Claim, ClaimStore
from gateway.orders.store.erasure import ErasureStore
from gateway.orders.store.links import LinkStore
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stores:
    """What the process keeps of a customer."""

    orders: OrderStore
    claims: ClaimStore
    erasures: ErasureStore
    links: LinkStore


class Erasing(Errand):
    """The steps of one erasure; the ERP's block is the pivot."""

    def __init__(self, stores: Stores, crm: System, erp: System) -> None:
        super().__init__(stores.orders)
        self._claims = stores.claims
        self._erasures = stores.erasures
        self._links = stores.links
        self._crm = crm
        self._erp = erp

    async def run(self, claim: Claim) -> Document:
        """Erase; gives ``steps`` with what is retained.

        Raises:
            RefusedError: LEGAL_HOLD; nothing is erased anywhere.
            SystemUnavailableError: to be run again.
        """
        customer_id = claim.request["customer_id"]
        await self._require_no_open_order(claim, customer_id)
        retained = await self._block(claim, customer_id)
        steps = [step("ERP", retained)]
        await self._note(claim, steps)
        await self._erase_unheard(claim, customer_id)
        ids = {"id": customer_id, "request_id": f"{claim.id}-crm"}
        answer = await self._crm.call(gql.ERASE_CUSTOMER, ids, claim.actor)
        require(answer["erase_customer"])
        # A propagation that had read him before may have made him a partner just now.
        await self._block(claim, customer_id, "again")
        steps.append(step("CRM"))
        await self._note(claim, steps)
        await self._erasures.erase(customer_id)
        await self._links.set_state([customer_id], "TOMBSTONE")
        steps.append(step("GATEWAY"))
        return done(claim, "ERASED", steps=steps)

    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """The next request for the same customer is judged anew."""
        await self._claims.release(claim.id)
        return await super().refuse(claim, error)

    async def stop(self, claim: Claim, setback: Setback, attempt: int) -> Stop:
        """What is done already stays told."""
        stop = await super().stop(claim, setback, attempt)
        noted = (await self._claims.by_id(claim.id)).answer or {}
        kept: Document = {name: noted[name] for name in ("steps", "is_begun") if name in noted}
        return Stop({**stop.answer, **kept})

    async def _require_no_open_order(self, claim: Claim, customer_id: str) -> None:
        """The ERP judges what it has; orders on their way to it are known here only."""
        if await self._is_begun(claim):
            return
        numbers = await self._erasures.open_orders(customer_id)
        if numbers:
            raise RefusedError(_legal_hold(f"{', '.join(numbers)} must be settled first"))
        # From here on a new order cannot stop it: the ERP may be blocking him already.
        await self._note(claim, [])

    async def _erase_unheard(self, claim: Claim, customer_id: str) -> None:
        """Requests that never came to an order are found by what they say of him: as yet known."""
        answer = await self._crm.call(gql.READ_CUSTOMERS, {"ids": [customer_id]}, claim.actor)
        for customer in answer["customers_by_id"]:
            said = [customer["tax_id"], *(each["address"] for each in customer["emails"])]
            said += [each["number"] for each in customer["phones"]]
            await self._erasures.erase_requests_saying([each for each in said if each])

    async def _block(self, claim: Claim, customer_id: str, again: str = "") -> list[Document]:
        ids = {"customer_id": customer_id, "request_id": f"{claim.id}-erp{again}"}
        answer = await self._erp.call(gql.BLOCK_PARTNER, ids, claim.actor)
        payload = answer["block_partner"]
        for error in payload["user_errors"]:
            if error["code"] == "NOT_ALLOWED_IN_STATE":
                raise RefusedError(_legal_hold(error["message"]))
        require(payload)
        return list(payload["retained"])

    async def _note(self, claim: Claim, steps: list[Document]) -> None:
        told = {**done(claim, "QUEUED"), "steps": list(steps), "is_begun": True}
        await self._claims.answer(claim.id, told, is_final=False)

    async def _is_begun(self, claim: Claim) -> bool:
        stored = await self._claims.by_id(claim.id)
        return bool((stored.answer or {}).get("is_begun"))


def _legal_hold(message: str) -> Document:
    return refuse("LEGAL_HOLD", message, "customerId")
