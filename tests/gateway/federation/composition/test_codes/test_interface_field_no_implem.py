"""INTERFACE_FIELD_NO_IMPLEM: a type lacks a field of an interface that it implements."""

import pytest

from tests.gateway.federation.composition.harness import assert_refused

SETS = [
    ["type Query { i: I } interface I { a: Int } type T implements I { a: Int }", "type Query { j: I } interface I { b: Int } type S implements I { b: Int a: Int }"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_interface_field_no_implem_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("INTERFACE_FIELD_NO_IMPLEM", *subgraphs)
