"""What a subgraph reports, or does wrong, as the client hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.federation.execution.errors import MASKED, ErrorPolicy, FetchFailure
from tests.gateway.federation.execution.orders import ORDERS
from tests.gateway.federation.execution.test_entity_fetches_of_a_subgraph_travel_together import (
    SHOP,
)

TEXT = "{ items { id all: count } }"
CLOSED = ErrorPolicy(tells_internals=False)
EXTENSIONS = {"code": "FORBIDDEN", "sql": "select secret"}
_, (STOCK, _, _) = SHOP.run(TEXT).sent


def forbid(reply: Any) -> Any:
    reply["data"]["_entities"][1]["all"] = None
    error = {"message": "not you", "path": ["_entities", 1, "all"], "extensions": EXTENSIONS}
    return reply | {"errors": [error]}


def test_an_open_gateway_passes_on_words_code_and_name_under_the_clients_path():
    outcome = SHOP.run(TEXT, instead={STOCK: forbid})
    assert outcome.errors == [
        {
            "message": "not you",
            "path": ["items", 1, "all"],
            "extensions": {**EXTENSIONS, "subgraph": "stock"},
        }
    ]


def test_a_closed_gateway_tells_path_and_code_alone():
    outcome = SHOP.run(TEXT, instead={STOCK: forbid}, policy=CLOSED)
    assert outcome.errors == [
        {"message": MASKED, "path": ["items", 1, "all"], "extensions": {"code": "FORBIDDEN"}}
    ]


@pytest.mark.parametrize("reply", [FetchFailure("stock:4001 is down"), b"Traceback: stock.py"])
def test_a_closed_gateway_says_nothing_of_a_subgraph_that_fails(reply: Any):
    outcome = SHOP.run(TEXT, instead={STOCK: reply}, policy=CLOSED)
    assert b"stock" not in outcome.body
    assert outcome.error_paths == [["items", n, "all"] for n in range(3)]


DEEP = b'{"data": {"_entities": [' + b"[" * 10_000 + b"]" * 10_000 + b"]}}"
MALICIOUS: dict[str, Any] = {
    "too few entities": lambda reply: {"data": {"_entities": reply["data"]["_entities"][:2]}},
    "too many entities": lambda reply: {"data": {"_entities": reply["data"]["_entities"] * 2}},
    "entities that are no list": lambda _: {"data": {"_entities": {"all": 1}}},
    "entities that are no objects": lambda _: {"data": {"_entities": [1, 2, 3]}},
    "another shape": lambda _: {"data": [1]},
    "no data": lambda _: {},
    "text": b"hello",
    "half a reply": b'{"data": {"_entities": [{"all"',
    "bytes that are no text": b'{"data": {"_entities": [{"all": "\xff"}, {}, {}]}}',
    "nesting of 10 000": DEEP,
}


@pytest.mark.parametrize("reply", MALICIOUS.values(), ids=MALICIOUS.keys())
def test_a_malicious_reply_costs_only_what_it_should_have_brought(reply: Any):
    outcome = SHOP.run(TEXT, instead={STOCK: reply})
    assert outcome.data["items"] == [{"id": f"i{n}", "all": None} for n in range(3)]
    assert [path[:2] for path in outcome.error_paths] == [["items", n] for n in range(3)]
    assert {error["extensions"]["subgraph"] for error in outcome.errors} == {"stock"}


@pytest.mark.parametrize("told", ["Caller", "Ghost", "", 5, None])
def test_an_object_that_lies_about_its_type_is_null_alone(told: Any):
    def lie(reply: Any) -> Any:
        reply["data"]["party"]["__typename"] = told
        return reply

    outcome = ORDERS.run(
        "{ caller { name } party { ... on Person { givenName } } }", instead={0: lie}
    )
    assert outcome.data == {"caller": {"name": "Ada"}, "party": None}
    assert outcome.error_paths == [["party"]]
