"""What an amendOrder wants of an order, and what it makes of it (domain §3.3). Pure.

Whether a line may be changed is the ERP's to judge, which knows what is picked; here is judged what
the order's document can tell. ``drafts`` are ERP line changes with the place in the input they stem
from.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from chassis.decimals import show_quantity
from gateway.orders import contracts
from gateway.orders.participants import erp_schedule
from gateway.orders.projection import net_quantity
from gateway.orders.refusals import in_progress, not_allowed, revision_conflict
from gateway.orders.requests import check_ship_to, refuse

Document = dict[str, Any]
# Lists of the input: their camel-case name, and what they set of a line.
LISTS = {
    "set_quantities": ("setQuantities", "quantity"),
    "set_dates": ("setDates", "requested_delivery_date"),
    "replace_products": ("replaceProducts", "sku"),
}
HEADER = ("ship_to", "customer_reference")
SHOWN = {"quantity": "quantity", "requested_delivery_date": "requestedDeliveryDate", "sku": "sku"}


def judge(document: Document, request: Document) -> list[Document]:
    """Why an amendOrder is refused; an empty list lets it go on to the ERP."""
    if document.get("running") is not None:
        return [in_progress()]
    if document["revision"] != request["expected_revision"]:
        return [revision_conflict(request["expected_revision"], document["revision"])]
    if "AMEND" not in document["allowed_actions"]:
        return [not_allowed(document, "amended")]
    errors = [*_judge_shape(request), *_judge_lines(document, request)]
    if not errors and not changes(document, request):
        return [refuse("NOTHING_TO_DO", "the order is as wanted already; nothing was changed")]
    return errors


def changes(document: Document, request: Document) -> list[Document]:
    """The field changes that a request asks for."""
    found = []
    by_id = {line["id"]: line for line in document["lines"]}
    for name, (_, field) in LISTS.items():
        for part in request.get(name) or []:
            before = _present(by_id[part["line_id"]], field)
            found += _change(f"lines.{part['line_id']}.{SHOWN[field]}", before, part[field])
    for line in request.get("add_lines") or []:
        found += _change("lines", None, f"{line['sku']} x {line['quantity']}")
    for name, path in zip(HEADER, ("shipTo", "customerReference"), strict=True):
        if request.get(name) is not None:
            found += _change(path, _text(document[name]), _text(_given(request[name])))
    return found


def difference(before: list[Document], after: list[Document]) -> list[Document]:
    """The field changes between the lines of two revisions."""
    found = []
    by_id = {line["id"]: line for line in before}
    for line in after:
        old = by_id.get(line["id"])
        if old is None:
            found += _change(f"lines.{line['id']}", None, f"{line['sku']} x {line['quantity']}")
            continue
        for field, shown in SHOWN.items():
            path = f"lines.{line['id']}.{shown}"
            found += _change(path, _present(old, field), _present(line, field))
    return found


def drafts(document: Document, request: Document, new_ids: list[str]) -> list[Document]:
    """The lines that change, as the ERP takes them, each with its ``origin``."""
    wanted: dict[str, Document] = {}
    by_id = {line["id"]: line for line in document["lines"]}
    for name, (shown, field) in LISTS.items():
        for index, part in enumerate(request.get(name) or []):
            draft = wanted.setdefault(part["line_id"], _draft(by_id[part["line_id"]]))
            draft[field] = part[field]
            draft["origin"][SHOWN[field]] = [shown, str(index), SHOWN[field]]
    added = [
        _added(line_id, index, line, document)
        for index, (line_id, line) in enumerate(
            zip(new_ids, request.get("add_lines") or [], strict=True)
        )
    ]
    return [*wanted.values(), *added]


def held(found: list[Document], check: Document) -> list[Document]:
    """The drafts with what is kept for them while the customer decides."""
    kept = {
        index: proposal
        for index, line in enumerate(check["lines"])
        for proposal in line["proposals"]
        if proposal["held"]
    }
    return agreed([dict(draft) for draft in found], check, kept)


def agreed(found: list[Document], check: Document, chosen: dict[int, Document]) -> list[Document]:
    """The drafts with what was chosen of the check's proposals."""
    by_id = {draft["line_id"]: draft for draft in found}
    for index, proposal in chosen.items():
        line_id = check["lines"][index]["line_id"]
        if line_id in by_id and proposal["kind"] == "DROP_LINE" and by_id[line_id].get("is_added"):
            # The order has no such line yet: nothing is to be told of it.
            del by_id[line_id]
        elif line_id in by_id:
            by_id[line_id] |= {name: proposal[name] for name in ("sku", "quantity")}
            by_id[line_id]["schedule"] = proposal["deliveries"]
    return list(by_id.values())


def recognised(
    document: Document, found: list[Document], check: Document, chosen: dict[int, Document]
) -> Document | None:
    """A check that an earlier request had asked for, with the ids of this request's drafts.

    Lines of the order are known by their ids; added ones, which get new ids in every request, by
    what they want. None: a proposal is for a line that this request does not change.
    """
    own = {line["id"] for line in document["lines"]}
    added = [draft for draft in found if draft["line_id"] not in own]
    lines = [
        line if line["line_id"] in own else {**line, "line_id": _claimed(added, line)}
        for line in check["lines"]
    ]
    changed = {draft["line_id"] for draft in found}
    if not {lines[index]["line_id"] for index in chosen} <= changed:
        return None
    return {**check, "lines": lines}


def substitutable(found: list[Document], check: Document) -> list[int]:
    """The check's lines that a request adds and that accept another item."""
    accepting = {draft["line_id"] for draft in found if draft.get("is_substitutable")}
    return [index for index, line in enumerate(check["lines"]) if line["line_id"] in accepting]


def erp_change(document: Document, lines: list[Document], header: Document) -> Document:
    """The ERP's ErpSalesOrderChangeInput but for its request id."""
    return {
        "external_reference": document["id"],
        "expected_revision": document["revision"],
        "new_revision": document["revision"] + 1,
        # Of an amendment that asked: its quantity is not counted against the next one.
        "hold_id": document["hold_id"],
        "lines": erp_lines(lines),
        **header,
    }


def erp_lines(lines: list[Document]) -> list[Document]:
    """Drafts as the ERP's ErpSalesOrderLineInput."""
    return [_erp_line(line) for line in lines]


def place_of(lines: list[Document], path: list[str]) -> list[str]:
    """Where the client's input has what the ERP names ``lines, index, field``."""
    if len(path) < 2 or path[0] != "lines" or not path[1].isdigit():  # noqa: PLR2004 - name, index
        return path
    origin = lines[int(path[1])]["origin"]
    field = path[2] if len(path) > 2 else ""  # noqa: PLR2004 - then a field
    return list(origin.get(field) or next(iter(origin.values())))


def take_lines(document: Document, lines: list[Document]) -> None:
    """Write what was agreed into the document; quantities follow from the ERP's order."""
    by_id = {line["id"]: line for line in document["lines"]}
    position = max(line["position"] for line in document["lines"])
    for draft in lines:
        line = by_id.get(draft["line_id"])
        if line is None:
            position += 1
            line = {"id": draft["line_id"], "position": position, "quantity": draft["quantity"]}
            line |= {"unit": draft["unit"], "schedule": None, "contract": draft.get("contract")}
            line["note"] = draft.get("note")
            document["lines"].append(line)
        line["sku"] = draft["sku"]
        if draft["requested_delivery_date"] is not None:
            line["requested_delivery_date"] = draft["requested_delivery_date"]


def _judge_shape(request: Document) -> Iterator[Document]:
    if not any(request.get(name) for name in (*LISTS, "add_lines", *HEADER)):
        yield refuse("REQUIRED", "nothing is to be changed; send at least one change")
    if not request["reason"].strip():
        yield refuse("REQUIRED", "reason is empty; say why", "reason")
    yield from check_ship_to(request.get("ship_to"))
    for index, line in enumerate(request.get("add_lines") or []):
        if Decimal(line["quantity"]) <= 0:
            yield _no_quantity(line, "addLines", str(index), "quantity")


def _judge_lines(document: Document, request: Document) -> Iterator[Document]:
    known = {line["id"] for line in document["lines"]}
    for name, (shown, _) in LISTS.items():
        parts = request.get(name) or []
        if len({part["line_id"] for part in parts}) != len(parts):
            yield refuse("INVALID", "a line is named twice; send one change for each", shown)
        for index, part in enumerate(parts):
            if part["line_id"] not in known:
                message = f"the order has no line {part['line_id']}; send one of its own"
                yield refuse("NOT_FOUND", message, shown, str(index), "lineId")
            elif name == "set_quantities" and Decimal(part["quantity"]) <= 0:
                yield _no_quantity(part, shown, str(index), "quantity")


def _no_quantity(part: Document, *path: str) -> Document:
    message = f"quantity {part['quantity']} is not above zero; cancel the line instead"
    return refuse("INVALID", message, *path)


def _claimed(added: list[Document], line: Document) -> str | None:
    """The id of the added draft that wants what the check's line wants; each is claimed once."""
    wanted = (line["sku"], line["requested_date"], Decimal(line["requested_quantity"]))
    for draft in added:
        if (draft["sku"], draft["requested_delivery_date"], Decimal(draft["quantity"])) == wanted:
            added.remove(draft)
            return str(draft["line_id"])
    return None


def _draft(line: Document) -> Document:
    return {
        "line_id": line["id"],
        "sku": line["sku"],
        "quantity": show_quantity(net_quantity(line)),
        # What is not said stays as it is in the ERP.
        "unit": None,
        "requested_delivery_date": None,
        "schedule": None,
        "is_added": False,
        "origin": {},
    }


def _added(line_id: str, index: int, line: Document, document: Document) -> Document:
    day = line.get("requested_delivery_date") or document["requested_delivery_date"]
    return {
        "line_id": line_id,
        **{name: line.get(name) for name in ("sku", "quantity", "unit")},
        "requested_delivery_date": day,
        "note": line.get("customer_line_reference"),
        "is_substitutable": bool(line.get("accept_substitutes")),
        "schedule": None,
        "is_added": True,
        "origin": {
            shown: ["addLines", str(index), shown]
            for shown in ("quantity", "sku", "requestedDeliveryDate")
        },
    }


def _erp_line(line: Document) -> Document:
    schedule = line["schedule"]
    accepted = [erp_schedule(part) for part in schedule or []]
    kept = ("line_id", "sku", "quantity", "unit", "requested_delivery_date")
    return {
        **{name: line[name] for name in kept},
        **contracts.erp_terms(line),
        "accepted_schedule": None if schedule is None else accepted,
    }


def _present(line: Document, field: str) -> str:
    return show_quantity(net_quantity(line)) if field == "quantity" else str(line[field])


def _change(path: str, before: str | None, after: str | None) -> list[Document]:
    is_quantity = path.endswith("quantity") and before is not None and after is not None
    is_same = Decimal(before) == Decimal(after) if is_quantity else before == after  # type: ignore[arg-type]
    return [] if is_same else [{"path": path, "before": before, "after": after}]


def _given(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: item for name, item in value.items() if item is not None}
    return value


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value, order="sorted").decode()
