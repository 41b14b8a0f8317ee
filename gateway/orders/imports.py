"""What an import makes of its rows: the placement of each, its refusals in their place. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chassis.clock import now
from chassis.identifiers import new_id
from chassis.identity import Actor
from gateway.orders.claiming import new_ids
from gateway.orders.fingerprint import fingerprint
from gateway.orders.requests import check_channel, check_placement, refuse
from gateway.orders.store.claims import Claim

Document = dict[str, Any]
MOST_ROWS = 1000
# The default of this channel: nobody is there to be asked (domain §3.8).
ON_SHORTFALL = "ACCEPT_SPLIT"
UNIQUE = {"idempotency_key": "idempotencyKey", "partner_reference": "partnerReference"}


def check_import(request: Document) -> list[Document]:
    """What is wrong with an ImportOrdersInput as a whole."""
    count = len(request["rows"])
    if 1 <= count <= MOST_ROWS:
        return []
    return [refuse("INVALID", f"{count} rows; send 1 to {MOST_ROWS}", "rows")]


def read_rows(
    rows: Sequence[Document],
    actor: Actor,
    unknown: Mapping[int, Sequence[Document]],
    *,
    are_references_unique: bool,
) -> list[Document]:
    """The rows to store, each with its shape's errors: they need no other system.

    ``unknown`` are errors of rows whose customers were looked up. Where no row is placed unless all
    are, two rows of one ``partnerReference`` are an error, too: the second could not be placed.
    """
    seen: dict[str, dict[str, int]] = {"idempotency_key": {}}
    if are_references_unique:
        seen["partner_reference"] = {}
    found = []
    for index, request in enumerate(rows):
        errors = [*unknown.get(index, ())] or check_placement(request)
        errors += [*check_channel(request, actor), *_doubles(request, index, seen)]
        found.append(
            {
                "reference": request.get("partner_reference") or request["idempotency_key"],
                "request": request,
                "errors": [placed(each, index) for each in errors],
            }
        )
    return found


def _doubles(
    request: Document, index: int, seen: Mapping[str, dict[str, int]]
) -> Iterator[Document]:
    for name, first in seen.items():
        value, shown = request.get(name), UNIQUE[name]
        if value and first.setdefault(value, index) != index:
            message = f"row {first[value]} has this {shown} too; give each row its own"
            yield refuse("INVALID", message, shown)


def row_claim(claim: Claim, row: Document) -> Claim:
    """The placement of a row: as if the client had sent it, but for the channel's default."""
    request = row["request"]
    order_id = new_id("ord")
    return Claim(
        id=order_id,
        client_id=claim.client_id,
        key=request["idempotency_key"],
        operation="placeOrder",
        fingerprint=fingerprint("placeOrder", request),
        order_id=order_id,
        ids=new_ids(len(request["lines"])),
        request={
            **request,
            "channel": "IMPORT",
            "on_shortfall": request.get("on_shortfall") or ON_SHORTFALL,
        },
        actor=claim.actor,
        at=now(),
    )


def placed(error: Document, index: int) -> Document:
    """An error of a row with its place in the import's input; indexes count from 0."""
    path = list(error["path"] or ["input"])
    return {**error, "path": [*path[:1], "rows", str(index), *path[1:]]}


def key_reused(known: Claim) -> Document:
    """IDEMPOTENCY_KEY_REUSED: the row's key stands for another placement."""
    message = "this idempotencyKey was used for another request; send a new key"
    kind = "IdempotencyKeyReused"
    error = refuse("IDEMPOTENCY_KEY_REUSED", message, "idempotencyKey", kind=kind)
    used = {"first_used_at": known.at.isoformat(), "original_order_id": known.order_id}
    return {**error, **used}


def reference_used(reference: str, order_id: str) -> Document:
    """PARTNER_REFERENCE_USED; the order is added when it is shown."""
    message = f"partnerReference {reference} belongs to order {order_id}; read it"
    kind = "PartnerReferenceUsed"
    error = refuse("PARTNER_REFERENCE_USED", message, "partnerReference", kind=kind)
    return {**error, "order_id": order_id}


def job_state(counts: Mapping[str, int], *, is_finished: bool) -> str:
    """``JobState`` of an import."""
    if not is_finished:
        return "RUNNING"
    if not counts.get("SUCCEEDED"):
        return "FAILED"
    return "SUCCEEDED_WITH_ERRORS" if counts.get("FAILED") else "SUCCEEDED"
