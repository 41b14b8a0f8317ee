"""What a subgraph resolves itself it need not require."""

from tests.gateway.federation.composition.harness import upgraded

BASE = (
    'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int o: O } type O { p: Int q: Int }'
)


def test_a_requirement_of_own_fields_is_dropped():
    found = upgraded(
        BASE,
        'extend type T @key(fields: "id") { id: ID! @external b: Int @requires(fields: "id") }',
    )

    assert found["T.b"] == "b: Int @join__field(graph: B)"


def test_only_the_own_part_of_a_requirement_is_dropped():
    found = upgraded(
        BASE,
        """extend type T @key(fields: "id") {
             id: ID! @external o: O @external b: Int @requires(fields: "id o { p }") }
           type O { p: Int q: Int }""",
    )

    assert found["T.b"] == 'b: Int @join__field(graph: B, requires: "o { p }")'


def test_a_provision_of_own_fields_is_dropped():
    found = upgraded(BASE, 'type Query { o: O @provides(fields: "p") } type O { p: Int q: Int }')

    assert found["Query.o"] == "o: O @join__field(graph: B)"
