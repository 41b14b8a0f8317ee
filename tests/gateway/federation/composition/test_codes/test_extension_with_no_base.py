"""EXTENSION_WITH_NO_BASE: a type is extended everywhere and defined nowhere."""

import pytest

from tests.gateway.federation.composition.harness import Q, assert_refused

SETS = [
    [f"{Q} extend type T {{ x: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_extension_with_no_base_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("EXTENSION_WITH_NO_BASE", *subgraphs)


def test_a_type_of_another_kind_is_no_base():
    assert_refused(
        "EXTENSION_WITH_NO_BASE",
        f"{Q} extend type T {{ x: Int }}",
        "interface T { x: Int }",
        besides=["TYPE_KIND_MISMATCH"],
    )
