"""The codes of the reconciliation report (domain §2.4) as data: what is found, what follows.

``CODES`` is in the order of precedence: an order has one finding, the first that fits (§3.9
no. 18).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConflictCode:
    """One kind of disagreement.

    Attributes:
        blocks: the order waits, NEEDS_ATTENTION, until a person has decided.
        master: whose word counts; GATEWAY where a person has to say.
        actions: the ways out, each with what it does. Of a code that does not block the first one
            is taken by itself.
        is_guarded: goods are kept in the house at once, before anybody has decided.
    """

    found: str
    blocks: bool
    master: str
    actions: Mapping[str, str]
    is_guarded: bool = False

    @property
    def first(self) -> str:
        """What is done by itself, where nothing is blocked."""
        return next(iter(self.actions))


CLOSE = "CLOSE_AS_INTENDED"
_CLOSE = {CLOSE: "it stays so, and is not told again while both sides say the same"}
CODES = {
    "C-DUP-ORDER": ConflictCode(
        "the ERP has a second order for one of ours",
        True,
        "GATEWAY",
        {"TAKE_CRM": "the second one is cancelled in the ERP", **_CLOSE},
        is_guarded=True,
    ),
    "C-LOST-SHIPPED": ConflictCode(
        "the quote is LOST or CANCELLED, and goods have left",
        True,
        "ERP",
        {"TAKE_ERP": "the quote is ORDERED again", **_CLOSE},
    ),
    "C-LOST-OPEN": ConflictCode(
        "the quote is LOST or CANCELLED, and the ERP's order is open",
        True,
        "GATEWAY",
        {
            "TAKE_CRM": "the order is cancelled in the ERP",
            "TAKE_ERP": "the quote is ORDERED again, and the goods may go",
            **_CLOSE,
        },
        is_guarded=True,
    ),
    "C-CUST-GONE": ConflictCode(
        "the customer was merged or erased, and the ERP's order is open",
        True,
        "GATEWAY",
        {"RELINK": "what he has in the ERP becomes the survivor's", **_CLOSE},
    ),
    "C-CUSTOMER": ConflictCode(
        "the ERP sells to another customer than the quote's",
        True,
        "GATEWAY",
        {
            "TAKE_CRM": "the ERP's order becomes the quote's customer's",
            "TAKE_ERP": "the quote becomes the customer's to whom the ERP sells",
            **_CLOSE,
        },
        is_guarded=True,
    ),
    "C-ERP-MISSING": ConflictCode(
        "the quote is ORDERED, and the ERP has no order",
        True,
        "GATEWAY",
        {
            "TAKE_CRM": "ordered again, after a look under reference and number finds nothing",
            "TAKE_ERP": "quote and order are cancelled",
            **_CLOSE,
        },
    ),
    "C-ERP-CANCELLED": ConflictCode(
        "the order was cancelled in the ERP",
        False,
        "ERP",
        {"TAKE_ERP": "the quote is CANCELLED, and the log asks to call the customer", **_CLOSE},
    ),
    "C-REVISION": ConflictCode(
        "quote and ERP order have different revisions, and no change is running",
        True,
        "GATEWAY",
        {
            "TAKE_ERP": "the quote gets a revision that says what the ERP has",
            "TAKE_CRM": "the ERP's order is changed to what the quote wants",
            **_CLOSE,
        },
    ),
    "C-QUOTE-BEHIND": ConflictCode(
        "the ERP has the order, and the quote is not ORDERED",
        False,
        "ERP",
        {"TAKE_ERP": "the quote is ORDERED", **_CLOSE},
    ),
    "C-TOTAL": ConflictCode(
        "the quote's totals are not the ERP's",
        False,
        "ERP",
        {"TAKE_ERP": "the ERP's prices are written into the quote", **_CLOSE},
    ),
    "C-LINK-BROKEN": ConflictCode(
        "a link points to a record that does not exist",
        True,
        "GATEWAY",
        {
            "RELINK": "the records that are there now are linked; a missing quote is written",
            **_CLOSE,
        },
    ),
    "C-ORPHAN": ConflictCode(
        "the ERP has an order that nobody knows here",
        False,
        "ERP",
        {"TAKE_ERP": "it becomes an order of the channel IMPORT, with a quote", **_CLOSE},
    ),
    "C-CUST-DRIFT": ConflictCode(
        "a field of the ERP's partner is not what the CRM told",
        False,
        "CRM",
        {"TAKE_CRM": "the copy is overwritten", **_CLOSE},
    ),
}
