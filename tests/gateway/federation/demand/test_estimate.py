"""Estimated costs and the longest list asked for (cost specification v0.1)."""

from __future__ import annotations

import pytest
from graphql import parse

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.demand.amounts import value_of
from gateway.federation.demand.estimate import Demand, estimate
from gateway.federation.demand.model import cost_model
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.normalise import normalise
from gateway.federation.supergraph.reader import read_supergraph

SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: [{name: "@cost", as: "@price"}, "@listSize", "@key"])
type Query {
  book: Book
  books: [Book!]!
  grid: [[Book]]
  best: [Book] @listSize(assumedSize: 5)
  some(limit: Int = 7, offset: Int): [Book] @listSize(slicingArguments: ["limit"])
  page(first: Int, last: Int): Page @listSize(slicingArguments: ["first", "last"], sizedFields: ["items"])
  shelf(first: Int): Shelf
  hits: [Hit]
  slow: Int @price(weight: 30)
  search(text: String @price(weight: 4), filter: Filter): Int
}
type Mutation { add(title: String): Book  remove: Boolean }
type Page { items: [Book] total: Int }
type Shelf { edges: [Edge] nodes: [Book] }
type Edge { node: Book cursor: String }
type Book implements Hit { id: ID title: String author: Author cover: Cover }
type Author implements Hit { id: ID name: String books: [Book] }
type Cover @price(weight: 3) { url: String }
interface Hit { id: ID }
input Filter { text: String @price(weight: 2) and: [Filter] }
"""
(SUBGRAPH,) = (SubgraphDefinition("books", "http://books", SDL),)
SUPERGRAPH_SDL = compose([SUBGRAPH]).supergraph_sdl or ""
SUPERGRAPH, MODEL = read_supergraph(SUPERGRAPH_SDL), cost_model(parse(SUPERGRAPH_SDL))


def demand(text: str) -> Demand:
    operation = normalise(operation_from_ast(parse(text)), SUPERGRAPH)
    return estimate(operation, SUPERGRAPH, MODEL, 10)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ __typename __schema { types { name } } }", 0),
        ("{ book { id title } }", 1),
        ("{ book { author { name } cover { url } } }", 1 + 1 + 3),
        ("{ books { title } }", 10),
        ("{ books { author { books { id } } } }", 10 * (1 + 1 + 10)),
        ("{ grid { id } }", 100),
        ("{ best { id } }", 5),
        ("{ some { id } }", 7),
        ("{ some(limit: 3) { id } }", 3),
        ("{ some(limit: 0) { id } }", 0),
        ("{ some(limit: null) { id } }", 10),
        ("{ page(first: 20) { total items { id } } }", 1 + 20),
        ("{ page(first: 20, last: 30) { items { id } } }", 1 + 30),
        ("{ page { items { id } } }", 1 + 10),
        ("{ shelf(first: 4) { edges { cursor node { id } } nodes { id } } }", 1 + 4 * 2 + 4),
        ("{ slow }", 30),
        ('{ search(text: "a") }', 4),
        ('{ search(filter: {text: "a", and: [{text: "b"}, {text: "c"}]}) }', 6),
        ("{ hits { id ... on Book { cover { url } } ... on Author { name } } }", 10 * (1 + 3)),
        ("{ book { id } again: book { id } }", 2),
        ("{ book { id } ...F } fragment F on Query { book { title } }", 1),
        ('mutation { add(title: "x") { id } remove }', 1 + 2 * 10),
    ],
)
def test_the_cost_is_what_the_specification_says(text: str, cost: int):
    found = demand(text)
    assert found.is_constant
    assert found.cost == cost


@pytest.mark.parametrize(
    ("values", "cost", "longest"),
    [
        ({}, 1 + 7 * (1 + 1 + 10), 7),
        ({"n": 2}, 1 + 2 * 12, 2),
        ({"n": 2, "m": 5}, 1 + 2 * 12, 5),
        ({"n": -1}, 1 + 10 * 12, 0),
        ({"n": None}, 1 + 10 * 12, 0),
    ],
)
def test_variables_count_by_their_values(values: dict[str, object], cost: int, longest: int):
    found = demand(
        "query($n: Int, $m: Int) { some(limit: $n) { author { books { id } } } shelf(first: $m) { __typename } }"
    )
    assert not found.is_constant
    assert value_of(found.cost, values) == cost
    assert max(0, value_of(found.longest_list, values)) == longest


def test_an_input_in_a_variable_weighs_what_it_holds():
    found = demand("query($f: Filter) { search(filter: $f) }")
    nested = {"text": "a", "and": [{"text": "b"}, {"and": []}]}
    assert value_of(found.cost, {"f": nested}) == 4
    assert value_of(found.cost, {}) == 0


def test_the_longest_list_is_told_whatever_it_costs():
    assert demand("{ shelf(first: 1000000) { __typename } }").longest_list == 1_000_000
