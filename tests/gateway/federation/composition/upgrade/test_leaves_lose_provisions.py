"""A field without fields of its own provides nothing."""

from tests.gateway.federation.composition.harness import upgraded


def test_a_provision_on_a_leaf_is_ignored():
    assert upgraded('type Query { x: Int @provides(fields: "a") }')["Query.x"] == "x: Int"
