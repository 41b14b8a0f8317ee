"""Operations planned by the planner, run over the subgraphs, compared with one schema's answer."""

from typing import Any

import pytest

from tests.gateway.federation import world
from tests.gateway.federation.execution.subgraphs import Subgraphs, World
from tests.gateway.federation.planner.test_plans import OPERATIONS

_DATA = world._data()
SHOP = World(
    world.SUPERGRAPH,
    Subgraphs(
        """
        type Query { me: User top(first: Int = 2): [Product!]! things: [Thing!]!
                     anything: [Any!]! shared: Shared }
        type Mutation { rename(name: String!): User review(body: String!): Review }
        type Shared { left: Int both: Int right: Int }
        type User { id: ID! name: String reviews: [Review!] }
        type Review { id: ID! body: String author: User writer: User product: Product }
        interface Thing { upc: ID! inStock: Boolean }
        union Any = Product | Service
        type Product implements Thing { upc: ID! name(language: String): String price: Int
                                        weight: Int inStock: Boolean shipping: Int
                                        reviews: [Review!] }
        type Service implements Thing { upc: ID! hours: Int inStock: Boolean }
        """,
        _DATA,
        _DATA["entities"],
    ),
)

MORE: list[tuple[str, dict[str, Any]]] = [
    ("{ top { inStock upc name } me { reviews { id product { inStock upc } body } name } }", {}),
    ("{ things { inStock upc __typename } }", {}),
    ("{ things { ... on Product { inStock price } upc ... on Service { inStock hours } } }", {}),
    ("{ things { ... on Product { a: upc } upc ... on Product { b: price } } }", {}),
    ("{ anything { ... on Service { t: __typename hours } ... on Product { name } } }", {}),
    ("{ shared { right left } }", {}),
    ("{ t: __typename me { u: __typename id } }", {}),
    ("{ me { id ...F } top { ...P } } fragment F on User { reviews { id } } fragment P on Product { upc reviews { author { id name } } }", {}),
    ("query ($a: Boolean = true, $b: Boolean!) { me { name @include(if: $a) id name @skip(if: $b) } }", {"a": False, "b": False}),
    ("query ($a: Boolean!) { me { id ... @include(if: $a) { name } reviews { ... @skip(if: $a) { id } } } }", {"a": True}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "variables"), OPERATIONS + MORE, ids=[text for text, _ in OPERATIONS + MORE]
)
def test_the_answer_is_the_monoliths_also_in_the_order_of_its_keys(
    text: str, variables: dict[str, Any]
):
    outcome = SHOP.run(text, variables)
    assert outcome.errors == []
    assert outcome.data_text == SHOP.subgraphs.monolith(text, variables)
    assert not outcome.was_careful


@pytest.mark.parametrize(
    ("text", "variables"), OPERATIONS + MORE, ids=[text for text, _ in OPERATIONS + MORE]
)
def test_the_careful_run_gives_the_same_bytes_and_sends_the_same_requests(
    text: str, variables: dict[str, Any]
):
    typed, careful = SHOP.run(text, variables), SHOP.run_carefully(text, variables)
    assert careful.was_careful
    assert careful.body == typed.body
    assert careful.sent == typed.sent
