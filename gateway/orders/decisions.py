"""Whether a decision can be made: judged from the order and its open decision. Pure."""

from typing import Any

from gateway.orders import checks
from gateway.orders.refusals import not_allowed, revision_conflict
from gateway.orders.requests import refuse

Document = dict[str, Any]


def judge(document: Document, decision: Document | None, request: Document) -> list[Document]:
    """Why a decideOrder is refused; an empty list lets it go on."""
    if document["revision"] != request["expected_revision"]:
        return [revision_conflict(request["expected_revision"], document["revision"])]
    if document["decision_id"] != request["decision_id"]:
        message = f"decision {request['decision_id']} is not open; read the order again"
        return [refuse("PROPOSAL_STALE", message, "decisionId")]
    if "DECIDE" not in document["allowed_actions"]:
        return [not_allowed(document, "decided")]
    return [] if decision is None or request["abandon"] else _judge_choice(decision, request)


def _judge_choice(decision: Document, request: Document) -> list[Document]:
    chosen = checks.find_proposals(decision["check"], request["accepted_proposal_ids"])
    if len(chosen) != len(request["accepted_proposal_ids"]):
        message = "a proposal is unknown, or two are for one line; send one per short line"
        return [refuse("PROPOSAL_STALE", message, "acceptedProposalIds")]
    dropped = [item for item in chosen.values() if item["kind"] == "DROP_LINE"]
    if len(dropped) == len(decision["check"]["lines"]):
        message = "no line would be left; abandon the order instead"
        return [refuse("INVALID", message, "acceptedProposalIds")]
    return [
        refuse("REQUIRED", f"line {line['line_index']} is short; accept a proposal for it")
        for line in decision["check"]["lines"]
        if line["shortfall"] != "0" and line["line_index"] not in chosen
    ]
