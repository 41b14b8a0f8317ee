"""What the sagas share: how they end, how they are refused, and how they wait."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from chassis.clock import now
from gateway.orders.pauses import pause_seconds
from gateway.orders.refusals import RefusedError, answer
from gateway.orders.saga.finishing import WriteBackRefusedError
from gateway.orders.status import outcome
from gateway.orders.store.claims import Claim
from gateway.orders.store.orders import OrderStore
from gateway.orders.systems.client import OutcomeUnknownError, SystemUnavailableError

Document = dict[str, Any]
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setback:
    """Why a run stopped before its end: the sync state it leaves, and who is failing."""

    state: str
    system: str
    message: str

    @classmethod
    def of(cls, error: Exception) -> "Setback":
        """From what the run raised; only what the ERP may have written has an unknown outcome."""
        if isinstance(error, OutcomeUnknownError):
            return cls("UNKNOWN_OUTCOME", error.system, str(error))
        if isinstance(error, SystemUnavailableError):
            return cls("RETRYING", error.system, str(error))
        if isinstance(error, WriteBackRefusedError):
            return cls("FAILED", "CRM", str(error))
        LOG.error("a run of the order process failed; it is tried again", exc_info=error)
        return cls("RETRYING", "GATEWAY", f"{type(error).__name__}: {error}")


class Next(Enum):
    """How a run goes on after a setback."""

    END = "the claim is at its end"
    AT_ONCE = "what is left to do needs no waiting"
    LATER = "after a pause, or when the system is back"


@dataclass(frozen=True, slots=True)
class Stop:
    """What the caller is told at a setback; ``frees_key``: the answer must not be replayed."""

    answer: Document
    following: Next = Next.LATER
    frees_key: bool = False


class Procedure(ABC):
    """One operation's saga. It is run again from its start after every setback."""

    def __init__(self, orders: OrderStore) -> None:
        self._orders = orders

    @abstractmethod
    async def run(self, claim: Claim) -> Document:
        """Carry the claim to its answer.

        Raises:
            RefusedError: a definite refusal.
            SystemUnavailableError: to be run again.
        """

    @abstractmethod
    async def refuse(self, claim: Claim, error: RefusedError) -> Document:
        """Leave nothing half done; gives the answer."""

    async def stop(self, claim: Claim, setback: Setback, attempt: int) -> Stop:
        """Keep the request for later."""
        document = await self.park(claim, setback, attempt)
        return Stop(self.queued(claim, document, setback))

    def queued(self, claim: Claim, document: Document, setback: Setback) -> Document:
        """What the caller gets while the request waits."""
        del setback
        name = "QUEUED" if document["erp_status"] is None else outcome(document)
        return answer(name, claim.order_id)

    async def park(self, claim: Claim, setback: Setback, attempt: int) -> Document:
        """Show in the order what it waits for."""
        following = (now() + timedelta(seconds=pause_seconds(attempt))).isoformat()

        def change(stored: Document) -> Sequence[str]:
            if stored["sync_state"] == "IN_SYNC" and stored.get("running") is None:
                # Another run of this claim, in a process that took this one for dead, is done.
                return []
            is_first, is_past_pivot = stored["attempts"] == 0, stored["erp_status"] is not None
            # What may have been written stays unknown until the ERP has said so.
            is_unknown = stored["sync_state"] == "UNKNOWN_OUTCOME"
            stored["sync_state"] = "UNKNOWN_OUTCOME" if is_unknown else setback.state
            stored |= {"attempts": attempt, "last_error": setback.message}
            stored |= {"failing": setback.system, "next_attempt_at": following}
            return ["SYNC_FAILED" if is_past_pivot else "QUEUED"] if is_first else []

        return await self._orders.require_change(claim.order_id, claim.actor, "park", change)
