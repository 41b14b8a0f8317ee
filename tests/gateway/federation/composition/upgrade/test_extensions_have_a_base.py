"""What federation 1 extends, another subgraph defines."""

from tests.gateway.federation.composition.harness import composed_as_written, refusals, upgraded

Q = "type Query { x: Int }"


def test_an_extension_of_nothing_is_refused_where_it_stands():
    (error,) = composed_as_written(f"{Q}\nextend type T {{ a: Int }}").errors

    assert error.code.name == "EXTENSION_WITH_NO_BASE"
    assert [(place.subgraph, place.line) for place in error.locations] == [("a", 2)]


def test_an_extension_of_an_extension_is_refused_in_both():
    assert refusals(f"{Q} extend type T {{ a: Int }}", "extend type T { b: Int }") == [
        "EXTENSION_WITH_NO_BASE",
        "EXTENSION_WITH_NO_BASE",
    ]


def test_a_type_marked_extends_counts_as_a_definition_for_others():
    found = upgraded(
        'type Query { t: T } extend type T @key(fields: "id") { id: ID! @external }',
        'type T @key(fields: "id") { id: ID! }',
        'type T @extends @key(fields: "id") { id: ID! @external b: Int }',
    )

    assert found["T.b"].startswith("b: Int")


def test_root_types_may_be_extended_everywhere():
    assert "Query.x" in upgraded("extend type Query { x: Int }", "extend type Query { y: Int }")
