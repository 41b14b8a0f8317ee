"""To extend and to define became the same."""

from tests.gateway.federation.composition.harness import upgraded


def test_an_extended_type_is_no_extension_in_the_supergraph():
    found = upgraded(
        'type Query { t: T } type T @key(fields: "id") { id: ID! }',
        'extend type T @key(fields: "id") { id: ID! @external b: Int }',
    )

    assert "extension: true" not in found["T"]


def test_a_type_marked_extends_stays_one():
    found = upgraded(
        'type Query { t: T } type T @key(fields: "id") { id: ID! }',
        'type T @extends @key(fields: "id") { id: ID! @external b: Int }',
    )

    assert found["T"].endswith('@join__type(graph: B, key: "id", extension: true)')
