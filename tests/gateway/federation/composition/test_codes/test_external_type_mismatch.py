"""EXTERNAL_TYPE_MISMATCH: an @external field's type is not the one of its owner."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a: Int @external b: Int @requires(fields: "a") }}', f"{T} a: String }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_external_type_mismatch_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTERNAL_TYPE_MISMATCH", *subgraphs)
