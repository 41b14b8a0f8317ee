import pytest
from graphql import parse

from gateway.federation.errors import FieldSetError, OperationError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.printer import print_operation, print_selections


def read(text: str, name: str | None = None) -> str:
    return print_operation(operation_from_ast(parse(text), name))


def test_named_fragments_are_inlined_with_their_conditions():
    assert (
        read(
            "query ($a: Boolean!) { me { ...Name @include(if: $a) } } fragment Name on User { name }"
        )
        == "query($a: Boolean!) { me { ... on User @include(if: $a) { name } } }"
    )


def test_literal_skip_and_include_are_decided_on_arrival():
    text = "{ a @skip(if: true) b @include(if: true) c @include(if: false) d @skip(if: false) }"
    assert read(text) == "{ b d }"


def test_a_condition_that_can_never_hold_drops_its_field():
    assert read("query ($a: Boolean!) { x y @skip(if: $a) @include(if: $a) }") == (
        "query($a: Boolean!) { x }"
    )


def test_aliases_arguments_and_defaults_survive():
    text = 'query Q($n: Int = 3) { top: products(first: $n, by: {k: ["a"]}) { sku } }'
    assert (
        read(text) == 'query Q($n: Int = 3) { top: products(first: $n, by: { k: ["a"] }) { sku } }'
    )


def test_an_argument_knows_the_variables_inside_its_value():
    operation = operation_from_ast(parse("query ($a: Int, $b: Int) { f(x: [$b, {y: $a}, $b]) }"))
    assert operation.selections[0].arguments[0].variables == ("b", "a")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("query A { a } query B { b }", None),
        ("query A { a }", "B"),
        ("fragment F on T { a }", None),
    ],
)
def test_an_operation_that_is_not_there_is_the_clients_error(text: str, name: str | None):
    with pytest.raises(OperationError):
        read(text, name)


def test_one_of_several_operations_is_found_by_its_name():
    assert read("query A { a } query B { b }", "B") == "query B { b }"


def test_a_field_set_may_have_outer_braces_nesting_and_fragments():
    assert print_selections(parse_field_set("id org { id }")) == "{ id org { id } }"
    assert (
        print_selections(parse_field_set("{ ... on A { x(n: 1) } }")) == "{ ... on A { x(n: 1) } }"
    )


@pytest.mark.parametrize("text", ["", "id {", "a } query { b", "mutation { a } { b }"])
def test_a_broken_field_set_is_refused(text: str):
    with pytest.raises(FieldSetError):
        parse_field_set(text)


def test_fragments_that_multiply_are_refused_instead_of_spread_out():
    levels = " ".join(f"fragment F{n} on T {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))
    with pytest.raises(OperationError, match="selections"):
        read(f"{{ ...F0 }} {levels} fragment F40 on T {{ a }}")
