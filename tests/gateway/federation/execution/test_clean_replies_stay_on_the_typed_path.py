"""Nulls that the schema allows are nothing unusual, wherever they stand."""

from __future__ import annotations

import pytest

from tests.gateway.federation.execution.test_entity_fetches_of_a_subgraph_travel_together import (
    PLACES,
    SHOP,
    shop,
)

ITEMS = "{ items { id count freight } }"


def test_an_entity_that_does_not_exist_is_null_without_an_error():
    _, _, (stock, _, _) = SHOP.run(ITEMS).sent

    def forget(reply: dict) -> dict:
        for entities in reply["data"].values():
            entities[1] = None
        return reply

    outcome = SHOP.run(ITEMS, instead={stock: forget})
    assert outcome.data["items"][1] == {"id": "i1", "count": None, "freight": None}
    assert (outcome.errors, outcome.was_careful) == ([], False)


def test_what_an_absent_entity_should_have_brought_is_not_asked_for():
    _, (prices, _, _), _ = SHOP.run(ITEMS).sent

    def forget(reply: dict) -> dict:
        reply["data"]["_entities"][0] = None
        return reply

    outcome = SHOP.run(ITEMS, instead={prices: forget})
    assert outcome.data["items"][0] == {"id": "i0", "count": 0, "freight": None}
    assert (outcome.errors, outcome.was_careful) == ([], False)


@pytest.mark.parametrize("nulls", [1, 2])
def test_an_object_with_a_null_key_is_not_asked_for(nulls: int):
    places = [*PLACES[nulls:], *[{"__typename": "Place", "code": None, "rows": []}] * nulls]
    outcome = shop(places).run("{ places { code rows } }")
    assert outcome.data["places"][-1] == {"code": None, "rows": None}
    assert len(outcome.sent) == 3 - nulls
    assert (outcome.errors, outcome.was_careful) == ([], False)
