"""ROOT_MUTATION_USED: Mutation is no root type, while the root is called otherwise."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} extend schema {{ query: Query mutation: M }} type M {{ x: Int }} type Mutation {{ y: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_root_mutation_used_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("ROOT_MUTATION_USED", *subgraphs)
