"""``@fromContext``: arguments that are filled from an object further up."""

from typing import Any

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "ab",
    """
directive @context(name: String!) repeatable on OBJECT | INTERFACE | UNION
type Query @join__type(graph: A) @join__type(graph: B) {
  shops: [Shop!]! @join__field(graph: A)
  stall: Stall @join__field(graph: A)
  item: Item @join__field(graph: B)
}
type Shop @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") @context(name: "b__market") {
  id: ID!
  currency: String @join__field(graph: A)
  owner: Person @join__field(graph: A)
  items: [Item!]! @join__field(graph: A)
  box: Box @join__field(graph: A)
}
type Stall @join__type(graph: A, key: "id") @context(name: "b__market") {
  id: ID!
  coin: String
  item: Item
}
type Box @join__type(graph: A) { shop: Shop items: [Item!]! }
type Person @join__type(graph: A) @join__type(graph: B) { country: String @join__field(graph: A) }
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  name: String @join__field(graph: A)
  stock: Int @join__field(graph: B)
  price(unit: Int): String @join__field(graph: B, contextArguments: [
    {context: "b__market", name: "currency", type: "String",
     selection: "... on Shop { currency } ... on Stall { coin }"}])
  tax: String @join__field(graph: B, requires: "name", contextArguments: [
    {context: "b__market", name: "country", type: "String",
     selection: "... on Shop { owner { country } } ... on Stall { coin }"}])
}
""",
)


def _item(number: int) -> dict[str, Any]:
    return {
        "__typename": "Item",
        "id": f"i{number}",
        "name": f"n{number}",
        "stock": number,
        "price": lambda _info, currency=None, unit=1: f"{number * unit} {currency}",
        "tax": lambda _info, country=None: f"tax {number} {country}",
    }


ITEMS = [_item(number) for number in range(3)]
SHOPS: list[dict[str, Any]] = [
    {"__typename": "Shop", "id": "s1", "currency": "EUR", "owner": {"country": "AT"}},
    {"__typename": "Shop", "id": "s2", "currency": None, "owner": None},
]
SHOPS[0] |= {"items": ITEMS[:2], "box": {"shop": SHOPS[1], "items": ITEMS[2:]}}
SHOPS[1] |= {"items": ITEMS[1:], "box": None}
STALL = {"__typename": "Stall", "id": "t", "coin": "CHF", "item": ITEMS[0]}
WORLD = Federation(SDL, {"shops": SHOPS, "stall": STALL, "item": ITEMS[0]}, [*SHOPS, STALL, *ITEMS])


def test_each_object_gets_the_value_of_what_it_stands_below():
    answer = WORLD.execute("{ shops { items { name price } } }")
    assert answer == {
        "data": {
            "shops": [
                {"items": [{"name": "n0", "price": "0 EUR"}, {"name": "n1", "price": "1 EUR"}]},
                {"items": [{"name": "n1", "price": "1 None"}, {"name": "n2", "price": "2 None"}]},
            ]
        }
    }


def test_the_nearest_object_that_sets_the_context_counts_also_beyond_others():
    answer = WORLD.execute("{ shops { box { items { price } shop { items { price } } } } }")
    assert answer["data"]["shops"][0] == {
        "box": {
            "items": [{"price": "2 EUR"}],
            "shop": {"items": [{"price": "1 None"}, {"price": "2 None"}]},
        }
    }


def test_the_selection_depends_on_the_type_that_sets_the_context():
    answer = WORLD.execute("{ stall { item { price tax } } }")
    assert answer["data"] == {"stall": {"item": {"price": "0 CHF", "tax": "tax 0 CHF"}}}


def test_it_goes_together_with_arguments_requirements_aliases_and_conditions():
    text = """query ($n: Int, $a: Boolean!) { shops { currency: id items {
        dear: price(unit: $n) @include(if: $a) cheap: price tax stock } } }"""
    answer = WORLD.execute(text, {"n": 100, "a": True})
    assert "errors" not in answer
    assert answer["data"]["shops"][0]["items"][1] == {
        "dear": "100 EUR",
        "cheap": "1 EUR",
        "tax": "tax 1 AT",
        "stock": 1,
    }


@pytest.mark.parametrize(
    "selections",
    [
        "items @include(if: $a) { price } items { price }",
        "items { price @include(if: $a) price }",
        "items { price @include(if: $a) } items { price @skip(if: $a) }",
    ],
)
@pytest.mark.parametrize("a", [True, False])
def test_the_same_field_under_other_conditions_has_the_same_variable(selections: str, a: bool):
    text = f"query ($a: Boolean!) {{ shops {{ {selections} }} }}"
    answer = WORLD.execute(text, {"a": a})
    prices = [[each["price"] for each in shop["items"]] for shop in answer["data"]["shops"]]
    assert ("errors" in answer, prices) == (False, [["0 EUR", "1 EUR"], ["1 None", "2 None"]])


def test_the_plan_names_the_variable_and_where_its_value_comes_from():
    text = "{ shops { items { price } } }"
    assert WORLD.show(text)[0] == "0 [] a : { shops { items { id } currency } }"
    (context,) = WORLD.plan(text).fetches[1].contexts
    assert context.variable == "contextualArgument_1_0"
    assert ".".join(map(str, context.path)) == "shops.@"


def test_a_variable_of_that_name_stays_the_clients():
    text = "query ($contextualArgument_1_0: Int) { shops { items { price(unit: $contextualArgument_1_0) } } }"
    answer = WORLD.execute(text, {"contextualArgument_1_0": 10})
    assert answer["data"]["shops"][0]["items"][1] == {"price": "10 EUR"}


def test_without_such_an_object_the_field_cannot_be_read():
    with pytest.raises(Exception, match=r"no path reaches Item\.price"):
        WORLD.plan("{ item { price } }")


def test_what_a_context_needs_is_asked_for_only_where_the_field_is_read():
    text = "query ($a: Boolean!) { shops { items @include(if: $a) { price } owner { country } } }"
    above = WORLD.show(text)[0]
    assert "currency @include(if: $a)" in above
    shops = WORLD.execute(text, {"a": False})["data"]["shops"]
    assert {key for shop in shops for key in shop} == {"owner"}
