"""T24, its import: 100 rows with three bad ones; a job outlives the kill of the gateway."""

from typing import Any

from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

IMPORT = """mutation($input: ImportOrdersInput!) { importOrders(input: $input) {
  job { id state total } userErrors { code path } } }"""
JOB = """query($id: ID!) { importJob(id: $id) { state total succeeded failed
  rows(first: 100, onlyFailed: true) { edges { node { index userErrors { __typename code } } } } } }"""
COUNT = "{ orders(first: 1) { totalCount } }"
STOCK = """{ product(sku: "VALVE-20") { item { stock { warehouse { code } reserved } } } }"""
ROWS = 100


def rows() -> list[dict[str, Any]]:
    found = [
        k2("VALVE-20", "1", f"t24-row-{number:03}", partnerReference=f"PO-{number}")
        for number in range(ROWS)
    ]
    found[7]["lines"] = [{"sku": "NOTHING", "quantity": "1"}]
    found[50]["lines"] = [{"sku": "VALVE-20", "quantity": "0"}]
    found[99]["partnerReference"] = "PO-used"
    return found


def begin(stack: Stack, key: str, policy: str) -> str:
    stack.ask(PLACE, {"input": k2("VALVE-20", "1", "t24-used", partnerReference="PO-used")})
    wanted = {"idempotencyKey": key, "errorPolicy": policy, "rows": rows()}
    payload = stack.ask(IMPORT, {"input": wanted})["importOrders"]
    assert payload["userErrors"] == []
    again = stack.ask(IMPORT, {"input": wanted})["importOrders"]
    assert again["job"]["id"] == payload["job"]["id"]
    return str(payload["job"]["id"])


def failed_rows(stack: Stack, job_id: str) -> list[int]:
    edges = stack.ask(JOB, {"id": job_id})["importJob"]["rows"]["edges"]
    assert all(edge["node"]["userErrors"] for edge in edges)
    return [edge["node"]["index"] for edge in edges]


def test_t24_failed_rows_are_told_though_the_gateway_is_killed_on_the_way(stack: Stack):
    job_id = begin(stack, "t24-import", "REJECT_FAILED_ROWS")
    for _ in range(2):
        stack.kill("gateway")
        stack.start("gateway")
    done = {"state": "SUCCEEDED_WITH_ERRORS", "succeeded": 97, "failed": 3}
    stack.eventually(JOB, {"id": job_id}, {"importJob": done})
    assert failed_rows(stack, job_id) == [7, 50, 99]
    assert stack.ask(COUNT)["orders"]["totalCount"] == 98
    stock = stack.ask(STOCK)["product"]["item"]["stock"]
    assert next(each["reserved"] for each in stock if each["warehouse"]["code"] == "BER") == "98"


def test_t24_one_failed_row_rejects_everything(stack: Stack):
    job_id = begin(stack, "t24-import", "REJECT_EVERYTHING")
    done = {"state": "FAILED", "succeeded": 0, "failed": 3}
    stack.eventually(JOB, {"id": job_id}, {"importJob": done})
    assert failed_rows(stack, job_id) == [7, 50, 99]
    assert stack.ask(COUNT)["orders"]["totalCount"] == 1
