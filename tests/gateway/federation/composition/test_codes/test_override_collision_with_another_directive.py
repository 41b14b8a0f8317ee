"""OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE: an overridden field is @external or so."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a: Int @override(from: "b") }}', f'{T} a: Int @requires(fields: "c") c: Int @external }}', f"{T} c: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_override_collision_with_another_directive_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused(
        "OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE", *subgraphs, besides={"INVALID_FIELD_SHARING"}
    )
