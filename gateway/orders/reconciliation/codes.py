"""The codes of the reconciliation report (domain §2.4) as data: what follows from each.

``CODES`` is in the order of precedence: an order has one finding, the first that fits (§3.9
no. 18).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConflictCode:
    """One kind of disagreement.

    Attributes:
        blocks: the order waits, NEEDS_ATTENTION, until a person has decided.
        master: whose word counts; GATEWAY where a person has to say.
        is_guarded: goods are kept in the house at once, before anybody has decided.
        actions: what a person may decide; the first one is also what is done by itself for
            those that do not block.
    """

    blocks: bool
    master: str
    actions: tuple[str, ...]
    is_guarded: bool = False


CLOSE = "CLOSE_AS_INTENDED"
CODES = {
    "C-DUP-ORDER": ConflictCode(True, "GATEWAY", ("TAKE_CRM", CLOSE), is_guarded=True),
    "C-LOST-SHIPPED": ConflictCode(True, "ERP", ("TAKE_ERP", CLOSE)),
    "C-LOST-OPEN": ConflictCode(True, "GATEWAY", ("TAKE_CRM", "TAKE_ERP", CLOSE), is_guarded=True),
    "C-CUST-GONE": ConflictCode(True, "GATEWAY", ("RELINK", CLOSE)),
    "C-CUSTOMER": ConflictCode(True, "GATEWAY", ("TAKE_CRM", CLOSE), is_guarded=True),
    "C-ERP-MISSING": ConflictCode(True, "GATEWAY", ("TAKE_CRM", "TAKE_ERP", CLOSE)),
    "C-ERP-CANCELLED": ConflictCode(False, "ERP", ("TAKE_ERP", CLOSE)),
    "C-REVISION": ConflictCode(True, "GATEWAY", ("TAKE_ERP", "TAKE_CRM", CLOSE)),
    "C-QUOTE-BEHIND": ConflictCode(False, "ERP", ("TAKE_ERP", CLOSE)),
    "C-TOTAL": ConflictCode(False, "ERP", ("TAKE_ERP", CLOSE)),
    "C-LINK-BROKEN": ConflictCode(True, "GATEWAY", ("RELINK", CLOSE)),
    "C-ORPHAN": ConflictCode(False, "ERP", ("TAKE_ERP", CLOSE)),
    "C-CUST-DRIFT": ConflictCode(False, "CRM", ("TAKE_CRM", CLOSE)),
}
