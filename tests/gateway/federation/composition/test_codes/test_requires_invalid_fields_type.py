"""REQUIRES_INVALID_FIELDS_TYPE: the fields of a @requires are not a string."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f"{Q} {T} x: Int @requires(fields: 1) }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_requires_invalid_fields_type_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRES_INVALID_FIELDS_TYPE", *subgraphs)
