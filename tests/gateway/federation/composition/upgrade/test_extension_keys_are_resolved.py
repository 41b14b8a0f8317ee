"""Keys of extensions were marked external by habit."""

from tests.gateway.federation.composition.harness import upgraded

BASE = 'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int }'


def test_the_key_of_an_extension_is_resolved_there():
    found = upgraded(BASE, 'extend type T @key(fields: "id") { id: ID! @external b: Int }')

    assert found["T.id"] == "id: ID!"
    assert found["T"].endswith('@join__type(graph: B, key: "id")')


def test_an_extension_without_a_key_uses_the_key_of_another_subgraph():
    found = upgraded(BASE, "extend type T { id: ID! @external } type Query { u: T }")

    assert found["T.id"] == "id: ID!"
