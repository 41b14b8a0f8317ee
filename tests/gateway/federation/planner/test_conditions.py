"""``@skip`` and ``@include`` by variables."""

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
type Query @join__type(graph: A) @join__type(graph: B) { items: [Item!]! @join__field(graph: A) }
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  price: Int @join__field(graph: A) @join__field(graph: B, external: true)
  parent: Item @join__field(graph: A)
  stock: Int @join__field(graph: B)
  cost: Int @join__field(graph: B, requires: "price")
}
""",
)
ROOT = {"__typename": "Item", "id": "0", "price": 1, "parent": None, "stock": 2, "cost": 3}
ITEM = {"__typename": "Item", "id": "1", "price": 4, "parent": ROOT, "stock": 5, "cost": 6}
WORLD = Federation(SDL, {"items": [ITEM, ROOT]}, [ITEM, ROOT])


@pytest.mark.parametrize(
    "text",
    [
        "query ($a: Boolean!) { items { stock @include(if: $a) } }",
        "query ($a: Boolean!) { items { id @skip(if: $a) stock } }",
        "query ($a: Boolean!) { items { price @include(if: $a) cost } }",
        "query ($a: Boolean!) { items { price @skip(if: $a) cost @include(if: $a) } }",
        "query ($a: Boolean!, $b: Boolean!) { items { stock @skip(if: $a) @include(if: $b) } }",
        "query ($a: Boolean!, $b: Boolean!) { items { stock @include(if: $a) stock @skip(if: $b) } }",
        "query ($a: Boolean!) { items { stock stock @include(if: $a) } }",
        "query ($a: Boolean!) { items { ... @include(if: $a) { stock ... @skip(if: $a) { cost } } id } }",
        "query ($a: Boolean!) { items { parent @include(if: $a) { stock } parent { id } } }",
        "query ($a: Boolean!, $b: Boolean!) { items { parent @include(if: $a) { cost } parent @skip(if: $b) { stock } } }",
        "query ($a: Boolean!) { items { stock cost @include(if: $a) } }",
        "query ($a: Boolean!) { items @include(if: $a) { cost } }",
        "query ($a: Boolean!) { items { parent { parent @skip(if: $a) { stock } cost @include(if: $a) } } }",
    ],
)
def test_the_answer_is_the_monoliths_for_every_outcome(text: str):
    WORLD.check_all(text)


def test_a_fetch_of_which_everything_is_excluded_is_not_sent():
    (_, second) = WORLD.plan("query ($a: Boolean!) { items { id stock @include(if: $a) } }").fetches
    assert second.condition.tests == (("a", True),)


def test_what_is_required_is_fetched_only_for_whom_it_serves():
    text = "query ($a: Boolean!) { items { id cost @include(if: $a) } }"
    assert WORLD.show(text)[0] == (
        "0 [] a : query($a: Boolean!) { items { id price @include(if: $a) } }".replace(
            "query(", "query("
        )
    )


def test_a_key_that_the_client_may_skip_is_fetched_all_the_same():
    assert WORLD.show("query ($a: Boolean!) { items { id @skip(if: $a) stock } }")[0] == (
        "0 [] a : { items { id } }"
    )
