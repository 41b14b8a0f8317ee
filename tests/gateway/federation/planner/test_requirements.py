"""``@requires``: with arguments, in chains, through fragments, beside what the client asks for."""

from typing import Any

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "abc",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  items: [Item!]! @join__field(graph: A)
  offers: [Item!]! @join__field(graph: B)
}
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")
  @join__type(graph: C, key: "id") {
  id: ID!
  price(currency: String!): Int @join__field(graph: A) @join__field(graph: B, external: true)
  weight: Int @join__field(graph: C) @join__field(graph: B, external: true)
  maker: Maker @join__field(graph: A) @join__field(graph: B, external: true)
  content: Content @join__field(graph: A) @join__field(graph: B, external: true)
  state: State @join__field(graph: A) @join__field(graph: B, external: true)
  inDollars: Int @join__field(graph: B, requires: "price(currency: \\"USD\\")")
  inEuros: Int @join__field(graph: B, requires: "price(currency: \\"EUR\\")")
  heavy: Int @join__field(graph: B, requires: "weight")
  origin: String @join__field(graph: B, requires: "maker { country lines { name } }")
  summary: String
    @join__field(graph: B, requires: "content { ... on Described { text } ... on Film { minutes } }")
  phase: String @join__field(graph: B, requires: "state")
  label: String @join__field(graph: C, requires: "inDollars")
  shipping: Int @join__field(graph: B) @join__field(graph: C, external: true)
  note: String @join__field(graph: C, requires: "shipping label")
}
type Maker @join__type(graph: A) @join__type(graph: B) { country: String name: String @join__field(graph: A) lines: [Line!] }
type Line @join__type(graph: A) @join__type(graph: B) { name: String }
interface Described @join__type(graph: A) @join__type(graph: B) { text: String }
union Content @join__type(graph: A) @join__type(graph: B)
  @join__unionMember(graph: A, member: "Book") @join__unionMember(graph: B, member: "Book")
  @join__unionMember(graph: A, member: "Film") @join__unionMember(graph: B, member: "Film")
  @join__unionMember(graph: A, member: "Secret") @join__unionMember(graph: B, member: "Secret")
  = Book | Film | Secret
type Book implements Described @join__type(graph: A) @join__type(graph: B)
  @join__implements(graph: A, interface: "Described")
  @join__implements(graph: B, interface: "Described") { text: String }
type Film @join__type(graph: A) @join__type(graph: B) { minutes: Int }
type Secret implements Described @join__type(graph: A) @join__type(graph: B) @inaccessible
  @join__implements(graph: A, interface: "Described")
  @join__implements(graph: B, interface: "Described") { text: String }
enum State @join__type(graph: A) @join__type(graph: B) {
  OPEN @join__enumValue(graph: A) @join__enumValue(graph: B)
  HIDDEN @inaccessible @join__enumValue(graph: A) @join__enumValue(graph: B)
}
""",
)


def _item(number: int, content: dict[str, Any], state: str) -> dict[str, Any]:
    return {
        "__typename": "Item",
        "id": f"i{number}",
        "price": lambda _info, currency: number * (2 if currency == "USD" else 3),
        "weight": number,
        "maker": {"country": "AT", "name": "M", "lines": [{"name": "x"}, {"name": "y"}]},
        "content": content,
        "state": state,
        "inDollars": number * 2,
        "inEuros": number * 3,
        "heavy": number,
        "origin": f"AT {number}",
        "summary": f"summary {number}",
        "phase": f"phase {number}",
        "label": f"label {number}",
        "shipping": number * 7,
        "note": f"note {number}",
    }


ITEMS = [
    _item(1, {"__typename": "Book", "text": "t"}, "OPEN"),
    _item(2, {"__typename": "Film", "minutes": 90}, "OPEN"),
]
WORLD = Federation(SDL, {"items": ITEMS, "offers": ITEMS}, ITEMS)
HIDDEN = _item(3, {"__typename": "Secret", "text": "s"}, "HIDDEN")
HIDING = Federation(SDL, {"items": [HIDDEN], "offers": [HIDDEN]}, [HIDDEN])


@pytest.mark.parametrize(
    "text",
    [
        "{ items { inDollars } }",
        "{ items { inDollars inEuros heavy } }",
        '{ items { price(currency: "EUR") inDollars } }',
        '{ items { price: weight inDollars p: price(currency: "CHF") } }',
        "{ items { id: weight inEuros } }",
        "{ items { origin maker { name } } }",
        "{ items { maker { country: name } origin } }",
        "{ items { summary content { ... on Book { text } } } }",
        "{ items { phase state } }",
        "{ items { label } }",
        "{ items { note } }",
        "{ items { note label inDollars inEuros shipping } }",
        "{ offers { inDollars } }",
        "{ offers { shipping inEuros note } }",
        "{ offers { id origin summary phase } }",
        "query ($a: Boolean!) { items { inDollars @include(if: $a) weight } }",
        "query ($a: Boolean!) { items { weight @include(if: $a) inEuros } }",
        "query ($a: Boolean!, $b: Boolean!) { items { note @include(if: $a) label @skip(if: $b) } }",
    ],
)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check_all(text)


def test_one_field_required_with_different_arguments_is_sent_in_two_requests():
    lines = WORLD.show("{ items { inDollars inEuros } }")
    assert 'price(currency: "USD") _required_price_0: price(currency: "EUR")' in lines[0]
    assert len([line for line in lines if "inDollars" in line or "inEuros" in line]) == 2


def test_what_is_required_in_the_subgraph_at_hand_comes_back_to_it():
    assert WORLD.show("{ offers { inDollars } }") == [
        "0 [] b : { offers { id } }",
        '1 [0] a offers.@: { ... on Item { price(currency: "USD") } }',
        "2 [0, 1] b offers.@: { ... on Item { inDollars } }",
    ]


def test_a_required_object_of_an_abstract_type_tells_which_one_it_is():
    (_, fetch) = WORLD.plan("{ items { summary } }").fetches
    (item,) = fetch.requires or ()
    (content,) = (each for each in item.selections if each.name == "content")
    assert content.selections[0].name == "__typename"


def test_what_is_inaccessible_reaches_the_requirement_and_not_the_client():
    answer = HIDING.execute("{ items { summary phase state content { __typename } } }")
    assert answer["data"] == {
        "items": [{"summary": "summary 3", "phase": "phase 3", "state": None, "content": None}]
    }
