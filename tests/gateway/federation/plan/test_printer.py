from dataclasses import replace

from gateway.federation.language.selection import OperationKind
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.plan.printer import plan_to_json, print_plan, waves
from tests.gateway.federation.world import plan


def test_a_plan_of_one_fetch_is_that_fetch():
    assert print_plan(plan("{ me { name } }")).splitlines() == [
        "QueryPlan {",
        '  Fetch(service: "accounts") {',
        "    query { me { name } }",
        "  }",
        "}",
    ]


def test_a_plan_without_fetches_is_empty():
    assert print_plan(plan("{ __typename }")) == "QueryPlan {}"
    assert plan_to_json(plan("{ __typename }")) == {"kind": "QueryPlan", "node": None}


def test_entity_fetches_are_flattened_at_their_path_and_show_what_they_send():
    lines = print_plan(plan("{ top { upc: name inStock } }")).splitlines()
    assert lines[1] == "  Sequence {"
    assert lines[5:8] == [
        '    Flatten(path: "top.@") {',
        '      Fetch(service: "stock") {',
        "        { ... on Product { __typename upc: _required_upc_0 } } =>",
    ]


def test_fetches_that_wait_for_the_same_stand_in_parallel():
    node = plan_to_json(plan("{ top { upc inStock reviews { id } } }"))["node"]
    assert [each["kind"] for each in node["nodes"]] == ["Fetch", "Parallel"]
    assert [each["node"]["serviceName"] for each in node["nodes"][1]["nodes"]] == [
        "stock",
        "reviews",
    ]


def test_the_json_has_the_shape_that_apollos_tools_read():
    node = plan_to_json(plan("query ($n: Int) { top(first: $n) { inStock } }"))["node"]
    first, second = node["nodes"]
    assert first == {
        "kind": "Fetch",
        "serviceName": "products",
        "variableUsages": ["n"],
        "operation": "query($n: Int) { top(first: $n) { upc } }",
        "operationKind": "query",
    }
    assert (second["kind"], second["path"]) == ("Flatten", ["top", "@"])
    assert second["node"]["requires"] == [
        {
            "kind": "InlineFragment",
            "typeCondition": "Product",
            "selections": [
                {"kind": "Field", "name": "__typename"},
                {"kind": "Field", "name": "upc"},
            ],
        }
    ]


def test_a_type_filter_joins_the_segment_before_it():
    node = plan_to_json(plan("{ anything { ... on Product { inStock } } }"))["node"]
    assert node["nodes"][1]["path"] == ["anything", "@|[Product]"]


def test_conditional_fetches_stand_under_their_condition():
    text = "query ($a: Boolean!) { top { upc inStock @skip(if: $a) } }"
    conditional = plan_to_json(plan(text))["node"]["nodes"][1]
    assert (conditional["kind"], conditional["condition"]) == ("Condition", "a")
    assert conditional["elseClause"]["kind"] == "Flatten"
    assert "    Skip(if: $a) {" in print_plan(plan(text)).splitlines()


def test_a_wave_holds_what_has_the_same_longest_chain_before_it():
    (stage,) = plan("{ me { reviews { product { shipping } } } }").stages
    assert [[fetch.subgraph for fetch in wave] for wave in waves(stage)] == [
        ["accounts"],
        ["reviews"],
        ["products"],
        ["stock"],
    ]


def test_a_subscription_is_its_stream_and_what_is_joined_to_each_event():
    query = plan("{ top { upc inStock } }")
    events = QueryPlan(replace(query.operation, kind=OperationKind.SUBSCRIPTION), query.stages)
    node = plan_to_json(events)["node"]
    assert (node["kind"], node["primary"]["kind"]) == ("Subscription", "Fetch")
    assert node["rest"]["kind"] == "Flatten"
    assert print_plan(events).splitlines()[1:3] == [
        "  Subscription {",
        '    Fetch(service: "products") {',
    ]
