"""External fields that nothing needs were tolerated."""

from tests.gateway.federation.composition.harness import composed_as_written, upgraded

BASE = 'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int o: O } type O { p: Int }'


def test_an_unused_external_field_is_left_out():
    found = upgraded(
        BASE, 'extend type T @key(fields: "id") { id: ID! @external a: Int @external b: Int }'
    )

    assert found["T.a"] == "a: Int @join__field(graph: A)"


def test_what_only_a_removed_field_needed_is_left_out_as_well():
    found = upgraded(
        BASE,
        """extend type T @key(fields: "id") { id: ID! @external b: Int a: Int @external
             o: O @external @requires(fields: "a") } type O { p: Int }""",
    )

    assert found["T.a"] == "a: Int @join__field(graph: A)"


def test_a_type_that_is_left_empty_goes():
    found = upgraded(BASE, "extend type T { a: Int @external } type Query { x: Int }")

    assert found["T"] == 'type T @join__type(graph: A, key: "id")'


def test_a_type_that_is_left_empty_but_used_is_refused():
    (error,) = composed_as_written(
        BASE, "extend type T { a: Int @external } type Query { other: T }"
    ).errors

    assert error.code.name == "TYPE_WITH_ONLY_UNUSED_EXTERNAL"
    assert error.locations[0].subgraph == "b"
