"""REQUIRES_UNSUPPORTED_ON_INTERFACE: a @requires on a field of an interface."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f'{Q} interface I {{ id: ID! a: Int @requires(fields: "b") b: Int @external }}'],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_requires_unsupported_on_interface_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused(
        "REQUIRES_UNSUPPORTED_ON_INTERFACE", *subgraphs, besides={"EXTERNAL_ON_INTERFACE"}
    )
