"""Every operation here is planned, executed over the subgraphs, and compared with the monolith."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gateway.federation.errors import PlanningBudgetError
from gateway.federation.graph.budget import PlanningBudget
from tests.gateway.federation import world
from tests.gateway.federation.world import answer_by_plan, answer_of_the_monolith, plan, show

OPERATIONS: list[tuple[str, dict[str, Any]]] = [
    ("{ me { name } }", {}),
    ("{ me { id reviews { body } } }", {}),
    ("{ me { name reviews { product { name price inStock } } } }", {}),
    ("{ top { shipping } }", {}),
    ('{ top(first: 3) { upc shipping inStock name(language: "de") } }', {}),
    ('{ top { n: name(language: "de") name m: name(language: "fr") } }', {}),
    ("{ top { upc: name inStock } }", {}),
    ("{ top { price: weight shipping } }", {}),
    ("{ me { reviews { author { name } } } }", {}),
    ("{ me { reviews { writer { name } } } }", {}),
    ("{ shared { left right both } }", {}),
    ("{ shared { right both } }", {}),
    ("{ things { upc } }", {}),
    ("{ things { upc inStock } }", {}),
    ("{ things { __typename upc ... on Product { name shipping } ... on Service { hours } } }", {}),
    ("{ anything { ... on Thing { upc inStock } ... on Product { price } } }", {}),
    ("query ($n: Int) { top(first: $n) { upc inStock } }", {"n": 3}),
    ("query ($a: Boolean!) { me { name @include(if: $a) reviews @skip(if: $a) { id } } }", {"a": True}),
    ("query ($a: Boolean!) { me { name @include(if: $a) reviews @skip(if: $a) { id } } }", {"a": False}),
    ("query ($a: Boolean!) { top { inStock @include(if: $a) upc } }", {"a": False}),
    ("query ($a: Boolean!) { top { ... @include(if: $a) { inStock shipping } upc } }", {"a": True}),
    ("query ($representations: Int) { top(first: $representations) { inStock } }", {"representations": 1}),
    ("{ me { ...F } } fragment F on User { reviews { ...G } } fragment G on Review { id product { upc } }", {}),
    ('mutation { rename(name: "Ann") { name reviews { id } } }', {}),
    ('mutation { rename(name: "A") { name } review(body: "B") { body } again: rename(name: "C") { name } }', {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "variables"), OPERATIONS, ids=[text for text, _ in OPERATIONS])
def test_the_plans_answer_equals_the_monoliths(text: str, variables: dict[str, Any]):
    assert answer_by_plan(text, variables) == answer_of_the_monolith(text, variables)


def test_an_entity_field_of_another_subgraph_is_fetched_by_key():
    assert show("{ me { name reviews { body } } }") == [
        "0 after [] accounts : query { me { name id } }",
        "1 after [0] reviews me: query($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { reviews { body } } } }",
    ]


def test_a_requirement_travels_with_the_key_and_plain_neighbours_share_the_fetch():
    first, second = show("{ top { shipping inStock } }")
    assert first.endswith("query { top { upc price weight } }")
    assert second.endswith("{ ... on Product { shipping inStock } } }")
    (fetch,) = plan("{ top { shipping } }").fetches[1].requires or ()
    assert [field.name for field in fetch.selections] == ["upc", "price", "weight"]


def test_what_a_parent_provides_needs_no_second_fetch():
    assert len(plan("{ me { reviews { author { name } } } }").fetches) == 2
    assert len(plan("{ me { reviews { writer { name } } } }").fetches) == 3


def test_a_key_whose_name_the_client_took_is_fetched_under_another():
    first, second = plan("{ top { upc: name inStock } }").fetches
    assert "_required_upc_0: upc" in first.operation_text
    (fragment,) = second.requires or ()
    (key,) = fragment.selections
    assert (key.name, key.response_key) == ("upc", "_required_upc_0")


def test_mutations_of_different_subgraphs_are_stages_in_series():
    text = 'mutation { rename(name: "A") { reviews { id } } review(body: "B") { id } }'
    assert [[fetch.subgraph for fetch in stage] for stage in plan(text).stages] == [
        ["accounts", "reviews"],
        ["reviews"],
    ]


def test_a_fetch_sends_only_the_variables_it_uses_and_keeps_the_reserved_name_free():
    text = "query ($representations: Int, $l: String) { top(first: $representations) { name(language: $l) inStock } }"
    first, second = plan(text).fetches
    assert first.variables == ("representations", "l")
    assert (second.variables, second.representations_variable) == ((), "representations_1")


def test_a_fetch_whose_every_field_is_conditional_is_conditional_itself():
    text = "query ($a: Boolean!) { top { upc inStock @include(if: $a) } }"
    first, second = plan(text).fetches
    assert not first.condition
    assert second.condition.tests == (("a", True),)


def test_introspection_and_the_roots_typename_need_no_fetch():
    assert plan("{ __typename __schema { types { name } } }").fetches == ()


def test_an_operation_beyond_the_budget_ends_in_one_clear_error():
    operation = world.operation_from_ast(world.parse("{ me { reviews { product { shipping } } } }"))
    with pytest.raises(PlanningBudgetError, match="fewer fields"):
        world.PLANNER.plan(operation, PlanningBudget(paths=3))


def test_plans_do_not_depend_on_the_hash_seed():
    script = (
        "from tests.gateway.federation.world import show;"
        "from tests.gateway.federation.planner.test_plans import OPERATIONS;"
        "from tests.gateway.federation.planner import test_interface_objects as io;"
        "from tests.gateway.federation.planner import test_interfaces as i;"
        "from tests.gateway.federation.planner.federation import Federation;"
        "print([show(text) for text, _ in OPERATIONS]);"
        "print([io.WORLD.show(text) for text in io.OPERATIONS]);"
        "print([Federation(i.SDL, {}).show(text) for text in i.OPERATIONS]);"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[4],
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
