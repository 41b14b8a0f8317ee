"""Two subgraphs bring parts of one object; one of them sends something else in its place."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.federation.execution.orders import ORDERS

PICK = "{ pick { ... on Bin { label weight } } }"
PICKS = "{ picks { ... on Bin { label weight } ... on Box { label weight } } }"


@pytest.mark.parametrize("broken", [{}, {"pick": 5}, {"pick": {}}])
@pytest.mark.parametrize(("subgraph", "key"), [("crm", "label"), ("erp", "weight")])
def test_an_object_in_whose_place_stands_something_else(subgraph: str, key: str, broken: Any):
    fetch = next(each for each, name, _ in ORDERS.run(PICK).sent if name == subgraph)
    outcome = ORDERS.run(PICK, instead={fetch: lambda _: {"data": broken}})
    assert outcome.data == {"pick": {"label": "L", "weight": 2} | {key: None}}
    assert outcome.error_paths == [["pick", key]]


@pytest.mark.parametrize(("subgraph", "key"), [("crm", "label"), ("erp", "weight")])
def test_an_item_in_whose_place_stands_something_else(subgraph: str, key: str):
    fetch = next(each for each, name, _ in ORDERS.run(PICKS).sent if name == subgraph)

    def break_second(reply: Any) -> Any:
        reply["data"]["picks"][1] = "odd"
        return reply

    outcome = ORDERS.run(PICKS, instead={fetch: break_second})
    assert outcome.data["picks"][0] == {"label": "L", "weight": 2}
    assert outcome.data["picks"][1] == {"label": "M", "weight": 4} | {key: None}
    assert outcome.error_paths == [["picks", 1, key]]


def test_an_object_that_the_later_subgraph_says_has_another_type():
    crm, erp = [each for each, _, _ in ORDERS.run(PICK).sent]
    outcome = ORDERS.run(PICK, instead={erp: lambda _: {"data": {"pick": {"__typename": "Box"}}}})
    assert outcome.data == {"pick": {"label": "L", "weight": None}}
    assert outcome.error_paths == [["pick", "weight"]]
    assert "another type" in outcome.errors[0]["message"]
    assert crm < erp


def test_where_the_other_brought_all_nothing_is_amiss():
    text = "{ pick { ... on Bin { label depth } } }"
    fetches = ORDERS.run(text).sent
    assert len(fetches) == 1
    text = "{ pick { ... on Bin { weight } ... on Box { label } } }"
    crm = next(each for each, name, _ in ORDERS.run(text).sent if name == "crm")
    outcome = ORDERS.run(text, instead={crm: lambda _: {"data": {}}})
    assert (outcome.data, outcome.errors) == ({"pick": {"weight": 2}}, [])
