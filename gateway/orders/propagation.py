"""Customers' master data on its way from the CRM to the ERP (§3.6, T21).

What is to be carried stands in the links, so that a stop loses nothing and many changes of a
customer become one write of his newest state. The ERP ignores versions that it has.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.identity import SYSTEM_ACTOR, Actor
from gateway.orders import participants
from gateway.orders.pauses import pause_seconds
from gateway.orders.store.links import LinkStore
from gateway.orders.systems import documents as gql
from gateway.orders.systems.client import System, SystemUnavailableError

Document = dict[str, Any]
LOG = logging.getLogger(__name__)
BATCH = 50
LOOK_AGAIN_SECONDS = 5.0
GONE = ("MERGED", "ERASED")


class Propagation:
    """Brings partners to the newest versions of their customers."""

    def __init__(self, crm: System, erp: System, links: LinkStore) -> None:
        self._crm = crm
        self._erp = erp
        self._links = links

    async def run(self) -> None:
        """For ever; while a system is away the links wait."""
        setbacks = 0
        while True:
            try:
                await self.carry_all()
                setbacks = 0
            except Exception as error:  # noqa: BLE001 - what is wanted is never dropped
                setbacks += 1
                await self._wait(error, setbacks)
                continue
            await self._links.wanted(LOOK_AGAIN_SECONDS)

    async def carry_all(self) -> None:
        """Until nothing is pending.

        Raises:
            SystemUnavailableError: what is left stays pending.
        """
        while pending := await self._links.pending(BATCH):
            if not await self._carry(pending):
                raise StalledError(pending)

    async def _carry(self, customer_ids: Sequence[str]) -> bool:
        answer = await self._crm.call(gql.READ_CUSTOMERS, {"ids": customer_ids}, SYSTEM_ACTOR)
        found = {each["id"]: each for each in answer["customers_by_id"]}
        gone = [each for each in customer_ids if is_gone(found.get(each))]
        living = [found[each] for each in customer_ids if each not in gone]
        whole = [each for each in living if each["addresses"] and each["display_name"]]
        await self._links.set_state(gone, "TOMBSTONE")
        await self._links.set_state([each["id"] for each in living if each not in whole], "BROKEN")
        return await self._upsert(whole) or len(whole) < len(customer_ids)

    async def _upsert(self, customers: Sequence[Document]) -> bool:
        """Says whether one at least is at his newest version now."""
        has_moved = False
        for actor, changed in _by_changer(customers).items():
            inputs = [partner_input(each) for each in changed]
            answer = await self._erp.call(gql.UPSERT_PARTNERS, {"inputs": inputs}, actor)
            for customer, payload in zip(changed, answer["upsert_partners"], strict=True):
                has_moved |= await self._note(customer, payload)
        return has_moved

    async def _note(self, customer: Document, payload: Document) -> bool:
        partner = payload["partner"]
        if partner is None:
            LOG.error("partner of %s refused: %s", customer["id"], payload["user_errors"])
            await self._links.set_state([customer["id"]], "BROKEN")
            return True
        if partner["version"] < customer["version"]:
            # An erased partner is not filled again.
            await self._links.set_state([customer["id"]], "TOMBSTONE")
            return True
        return await self._links.link(customer["id"], partner["number"], partner["version"])

    async def _wait(self, error: Exception, setbacks: int) -> None:
        if not isinstance(error, SystemUnavailableError):
            LOG.error("master data could not be carried; it is tried again", exc_info=error)
        systems = [each for each in (self._crm, self._erp) if not each.is_available]
        back = [asyncio.ensure_future(each.back.wait()) for each in systems]
        try:
            async with asyncio.timeout(pause_seconds(setbacks)):
                await asyncio.gather(*back) if back else await asyncio.Event().wait()
        except TimeoutError:
            return
        finally:
            for each in back:
                each.cancel()


def _by_changer(customers: Sequence[Document]) -> Mapping[Actor, list[Document]]:
    """Each is carried in the name of who made his version, so that the ERP's audit names him."""
    found: dict[Actor, list[Document]] = defaultdict(list)
    for customer in customers:
        changer = customer.get("changed_by")
        found[SYSTEM_ACTOR if changer is None else _actor(changer)].append(customer)
    return found


def _actor(changer: Document) -> Actor:
    who = {name: changer[name] for name in ("kind", "id", "client_id", "partner_id")}
    return Actor(**who)


class StalledError(Exception):
    """A batch that was carried and is pending still; trying at once would not help."""


def is_gone(customer: Mapping[str, Any] | None) -> bool:
    """One who was merged or erased, or is not there, has no partner of his own."""
    return customer is None or customer["lifecycle"] in GONE


def partner_input(customer: Document) -> Document:
    """The ERP's ErpPartnerInput of a customer as the CRM shows him."""
    request_id = f"{customer['id']}-{customer['version']}"
    return participants.erp_partner(customer["id"], customer, request_id)
