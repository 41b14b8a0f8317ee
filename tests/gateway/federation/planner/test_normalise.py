import pytest
from graphql import parse

from gateway.federation.errors import PlanningError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.printer import print_selections
from gateway.federation.planner.normalise import normalise
from tests.gateway.federation.world import PLANNER, plan


def normal(text: str) -> str:
    operation = normalise(operation_from_ast(parse(text)), PLANNER.supergraph)
    return print_selections(operation.selections)


def test_fields_of_one_response_key_stand_once_at_their_first_place():
    assert normal("{ me { id name } me { id reviews { id } } }") == (
        "{ me { id name reviews { id } } }"
    )


def test_fragments_stand_only_where_they_narrow_and_always_on_object_types():
    text = "{ me { ... on User { name } } anything { ... on Thing { upc } } }"
    assert normal(text) == (
        "{ me { name } anything { ... on Product { upc } ... on Service { upc } } }"
    )


def test_a_fragments_condition_moves_down_to_its_fields():
    assert normal("query ($a: Boolean!) { me { id ... @skip(if: $a) { name } } }") == (
        "{ me { id name @skip(if: $a) } }"
    )


def test_a_field_that_also_stands_without_a_condition_has_none():
    text = "query ($a: Boolean!) { me @include(if: $a) { id reviews { id } } me { id } }"
    assert normal(text) == "{ me { id reviews @include(if: $a) { id } } }"


def test_contradicting_conditions_drop_what_they_guard():
    text = "query ($a: Boolean!) { me { id ... @include(if: $a) { name @skip(if: $a) } } }"
    assert normal(text) == "{ me { id } }"


def test_an_object_of_which_nothing_is_left_to_select_is_still_asked_for():
    (fetch,) = plan("{ me { name @skip(if: true) } }").fetches
    assert fetch.operation_text == "query { me { __typename } }"


def test_an_alias_that_hides_the_types_name_is_refused():
    with pytest.raises(PlanningError, match="use another alias"):
        plan("{ me { __typename: name } }")


def test_a_field_of_an_interface_that_covers_a_union_is_read_from_each_member():
    assert normal("{ anything { ... on Thing { ... on Product { reviews { id } } } } }") == (
        "{ anything { ... on Product { reviews { id } } } }"
    )
