"""Npm ``graphql-ws`` and ``graphql-sse`` live a whole life against ``unisono up``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.conformance.npm import require_node, run_node
from tests.end_to_end.installation import Installation, examples, installed

TYPENAME = {"data": {"__typename": "Query"}}


@dataclass(frozen=True)
class Placed:
    """An order that has been confirmed."""

    url: str
    order_id: str
    events: list[object]


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Placed]:
    require_node()
    with installed(tmp_path_factory.mktemp("up")) as running:
        yield _place(running)


def _place(running: Installation) -> Placed:
    order = running.ask(examples()[0])["data"]["placeOrder"]["order"]
    expected = [
        {"data": {"orderEvents": {"sequence": number, "type": kind}}}
        for number, kind in enumerate(["PLACED", "CHECKED", "ERP_CREATED"], start=1)
    ]
    return Placed(f"{running.url}/graphql", order["id"], expected)


def test_graphql_ws(placed: Placed):
    address = placed.url.replace("http:", "ws:")
    seen = json.loads(run_node("graphql_ws.mjs", address, placed.order_id, str(len(placed.events))))
    assert seen["query"] == [TYPENAME]
    assert seen["events"] == placed.events
    assert seen["refused"] == ["GRAPHQL_VALIDATION_FAILED"]
    assert seen["together"] == [[TYPENAME], [TYPENAME]]
    assert seen["pong"] is True
    assert {"connecting", "opened", "connected", "closed"} == set(seen["stages"])
    assert seen["codes"] == [4400, 4401, 4406, 4408, 4409, 4429]


@pytest.mark.parametrize(
    ("mode", "refused", "statuses"),
    [
        ("distinct", "GRAPHQL_VALIDATION_FAILED", ["POST 200"]),
        ("single", "HTTP 400", ["DELETE 200", "GET 200", "POST 202", "POST 400", "PUT 201"]),
    ],
)
def test_graphql_sse(placed: Placed, mode: str, refused: str, statuses: list[str]):
    seen = json.loads(
        run_node("graphql_sse.mjs", placed.url, placed.order_id, str(len(placed.events)))
    )[mode]
    assert seen["query"] == [TYPENAME]
    assert seen["events"] == placed.events
    assert seen["refused"] == refused
    assert seen["together"] == [placed.events, [TYPENAME]]
    assert seen["statuses"] == statuses
