"""The supergraph as a document."""

import itertools

from graphql import build_schema, parse

from gateway.federation.composition.compose import compose
from gateway.federation.composition.merge.context import graph_names
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_sdl
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import subgraph, supergraph


def test_link_and_join_are_always_linked_and_others_when_used():
    plain = supergraph("type Query { x: Int }")
    marked = supergraph('type Query { x: Int @tag(name: "x") y: Int @inaccessible }')

    assert plain.startswith(
        "schema\n"
        '  @link(url: "https://specs.apollo.dev/link/v1.0")\n'
        '  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)\n'
        "{\n  query: Query\n}\n"
    )
    assert "directive @tag" not in plain
    assert '@link(url: "https://specs.apollo.dev/tag/v0.3")' in marked
    assert '@link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)' in marked


def test_the_document_is_valid_by_the_specifications_rules():
    sdl = supergraph(
        'type Query { t: T } type T @key(fields: "id") @tag(name: "x") { id: ID! s: S @inaccessible } scalar S'
    )

    assert build_schema(sdl).query_type is not None


def test_the_order_of_subgraphs_does_not_matter():
    definitions = [
        subgraph(
            "a", 'type Query { t: T } type T @key(fields: "id") { id: ID! a: E } enum E { X Y }'
        ),
        subgraph("b", 'type T @key(fields: "id") { id: ID! b: E @tag(name: "b") } enum E { Y Z }'),
        subgraph("c", '"a T" type T @key(fields: "id") { id: ID! c: Int } interface I { x: Int }'),
    ]
    results = {compose(order).supergraph_sdl for order in itertools.permutations(definitions)}

    assert len(results) == 1


def test_names_of_graphs_are_sanitised_and_unique():
    assert graph_names(["my-crm", "My_CRM", "2nd", "v_2", "plain"]) == {
        "my-crm": "MY_CRM_1",
        "My_CRM": "MY_CRM_2",
        "2nd": "_2ND",
        "v_2": "V_2_",
        "plain": "PLAIN",
    }


def test_subgraphs_keep_their_own_names_and_urls():
    result = compose([subgraph("my-crm", "type Query { x: Int }")])

    assert '  MY_CRM @join__graph(name: "my-crm", url: "http://my-crm")\n' in (
        result.supergraph_sdl or ""
    )


def test_what_is_composed_is_read_and_planned_by_our_own_engine():
    entity = 'type T @key(fields: "id") { id: ID! '
    sdl = supergraph(
        f"type Query {{ t: T }} {entity} price: Int weight: Int }}",
        f'{entity} price: Int @external weight: Int @external cost: Int @requires(fields: "price weight") }}',
    )
    first, second = (
        Planner.of(read_supergraph(sdl)).plan(operation_from_ast(parse("{ t { cost } }"))).fetches
    )

    assert first.subgraph == "a"
    assert "price weight" in first.operation_text
    assert second.subgraph == "b"


def test_clients_see_neither_machinery_nor_what_is_inaccessible():
    sdl = supergraph("type Query { x: Int y: T @inaccessible } type T @inaccessible { a: Int }")

    assert api_sdl(sdl) == "type Query {\n  x: Int\n}\n"
