"""In production nothing tells the schema."""

from __future__ import annotations

from typing import Any

import pytest

INTROSPECTIONS = [
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Customer") { name } }',
    "{ a: __schema { queryType { name } } }",
    "{ __schema @skip(if: false) { queryType { name } } }",
    "query($no: Boolean = false) { __schema @skip(if: $no) { queryType { name } } }",
    "{ ... { __schema { queryType { name } } } }",
    "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    "query A { __typename } query B { __schema { queryType { name } } }",
]


@pytest.mark.parametrize("query", INTROSPECTIONS)
async def test_introspection_is_refused_in_every_guise(production: Any, query: str):
    assert await production.code(query, operationName="A" if "query A" in query else None) == (
        "INTROSPECTION_DISABLED"
    )


@pytest.mark.parametrize("query", INTROSPECTIONS)
async def test_not_by_a_get_either(production: Any, query: str):
    answer = await production.client.get("/graphql", params={"query": query})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "query",
    ["{ _service { sdl } }", "{ _entities(representations: []) { __typename } }"],
)
async def test_what_gateways_ask_of_subgraphs_nobody_asks_of_the_gateway(
    production: Any, development: Any, query: str
):
    assert await production.code(query) == "GRAPHQL_VALIDATION_FAILED"
    assert await development.code(query) == "GRAPHQL_VALIDATION_FAILED"


async def test_a_type_name_is_no_introspection(production: Any):
    answer = await production.ask("{ __typename customers(first: 1) { __typename } }")
    assert answer.json() == {
        "data": {"__typename": "Query", "customers": [{"__typename": "Customer"}]}
    }


async def test_the_explorer_is_not_there(production: Any, development: Any):
    assert (await production.client.get("/")).status_code == 404
    assert (await production.client.get("/explorer/index.html")).status_code == 404
    assert (await development.client.get("/")).status_code == 200
