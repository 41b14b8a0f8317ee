"""INVALID_GRAPHQL: the SDL of a subgraph, or what composition makes, is not valid."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { x: Int } query { x }"],
    ["type Query { x: Int } fragment F on Query { x }"],
    ["type Query {"],
    ["type Query { x: Unknown }"],
    ["type Query { x: Int @unknown }"],
    ["type Query { x: Int @tag(name: 1) }"],
    ["type Query { i: I } interface I { a: Int } type T implements I { b: Int }"],
    ["directive @key(fields: federation__FieldSet!) on OBJECT type Query { x: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_invalid_graphql_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INVALID_GRAPHQL", *subgraphs)
