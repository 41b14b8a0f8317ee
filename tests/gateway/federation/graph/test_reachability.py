"""Which jumps are open: the least fixpoint over keys that may need one another."""

from gateway.federation.graph.build import build_graph
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.reachability import Reachability
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import supergraph


def reachability(*sdls: str) -> Reachability:
    return Reachability.of(build_graph(read_supergraph(supergraph(*sdls))))


CHAIN = (
    'type Query { t: T } type T @key(fields: "id") { id: ID! }',
    'type T @key(fields: "id") @key(fields: "k") { id: ID! k: ID! }',
    'type T @key(fields: "k") { k: ID! b: Int }',
)


def test_a_key_may_be_fetched_by_another_jump():
    found = reachability(*CHAIN)

    assert [str(node) for node in found.jumped_to(Node("T", "a"))] == ["T/b", "T/c"]
    assert found.can_select(Node("T", "a"), parse_field_set("b"))


def test_what_no_key_leads_to_is_not_reached():
    found = reachability(
        'type Query { t: T u: U } type T { a: Int } type U @key(fields: "id") { id: ID! }'
    )

    assert found.jumped_to(Node("T", "a")) == ()


def test_a_requirement_counts_once_it_can_be_met():
    found = reachability(
        'type Query { t: T } type T @key(fields: "id") { id: ID! x: Int }',
        'type T @key(fields: "id") { id: ID! x: Int @external y: Int @requires(fields: "x") }',
    )

    assert [str(edge) for edge in found.requirements] == ["T/b --y requires { x }--> Int/b"]
    assert found.can_select(Node("T", "a"), parse_field_set("y"))


def test_a_subgraph_resumes_where_it_resolves_a_key_itself():
    found = reachability(*CHAIN)

    assert found.resumes(Node("T", "c"))
    assert not found.resumes(Node("Query", "a"))


def test_a_field_of_an_interface_is_read_on_all_its_types_or_not_at_all():
    found = reachability(
        'type Query { i: I } interface I { x: Int } type A implements I @key(fields: "id") { id: ID! x: Int @external } '
        'type B implements I @key(fields: "id") { id: ID! x: Int }',
        'type A @key(fields: "id") { id: ID! x: Int }',
    )

    assert found.can_select(Node("I", "a"), parse_field_set("x"))
    assert found.can_select(Node("I", "a"), parse_field_set("... on A { x }"))


def test_a_subgraph_takes_a_requirement_back_by_a_key_that_others_cannot_enter_by():
    graph = build_graph(
        read_supergraph(
            supergraph(
                'type Query { t: T } type T @key(fields: "id", resolvable: false) { id: ID! x: Int @external y: Int @requires(fields: "x") }',
                'type T @key(fields: "id") { id: ID! x: Int }',
            )
        )
    )

    assert [str(edge.head) for edge in graph.jumps_from(Node("T", "a"))] == ["T/a", "T/b"]
    assert [str(edge.head) for edge in graph.jumps_from(Node("T", "b"))] == ["T/b"]


def test_interfaces_and_interface_objects_that_lead_to_one_another_end():
    keyed = 'interface I @key(fields: "id") { id: ID! } type A implements I @key(fields: "id") { id: ID! k: ID! @external x: Int @requires(fields: "k") }'
    graph = build_graph(
        read_supergraph(
            supergraph(
                "type Query { i: I @shareable } "
                + keyed.replace(' k: ID! @external x: Int @requires(fields: "k")', ""),
                "type Query { i: I @shareable } " + keyed,
                'type I @key(fields: "id") @interfaceObject { id: ID! z: Int }',
                'type A @key(fields: "id") { id: ID! k: ID! }',
            )
        )
    )

    assert Reachability.of(graph).can_select(Node("I", "a"), parse_field_set("z"))
    assert not Reachability.of(graph).can_select(Node("I", "a"), (Field("missing", "missing"),))


def test_a_type_that_is_narrowed_to_asks_nothing_of_the_others():
    found = reachability(
        "type Query { i: I } interface I { x: Int } interface J implements I { x: Int } "
        "type A implements I & J { x: Int a: Int } type B implements I & J { x: Int b: Int }"
    )
    narrowed = parse_field_set("... on J { ... on A { a } ... on B { b } }")

    assert found.can_select(Node("I", "a"), narrowed)
    assert not found.can_select(Node("I", "a"), parse_field_set("... on J { ... on A { b } }"))


def test_what_only_narrows_to_types_that_never_come_is_not_read():
    found = reachability(
        "type Query { u: U v: V } union U = A union V = B type A { a: Int } type B { b: Int }"
    )

    assert not found.can_select(Node("U", "a"), parse_field_set("... on B { b }"))


LABELLED = (
    """type Query { i: I }
    interface I @key(fields: "id") { id: ID! x: Int }
    type A implements I @key(fields: "id") { id: ID! @shareable x: Int }
    type B implements I @key(fields: "id") {
      id: ID! @shareable x: Int @override(from: "b", label: "moved")
    }""",
    'type B @key(fields: "id") { id: ID! @shareable x: Int }',
)


def test_what_an_interface_offers_may_move_by_a_label_in_its_types():
    found = reachability(*LABELLED)

    assert found.can_select(Node("I", "a"), parse_field_set("x"))
    assert not found.can_select(Node("I", "a"), parse_field_set("... on B { x }"))
    assert not found.can_select(Node("B", "a"), parse_field_set("x"))
