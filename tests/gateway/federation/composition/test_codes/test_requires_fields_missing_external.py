"""REQUIRES_FIELDS_MISSING_EXTERNAL: a @requires selects a field that is resolved here."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} x: Int @requires(fields: "y") y: Int }}'],
    [f'{Q} {T} x: Int @requires(fields: "__typename y") y: Int @external }}', f"{T} y: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_requires_fields_missing_external_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("REQUIRES_FIELDS_MISSING_EXTERNAL", *subgraphs)
