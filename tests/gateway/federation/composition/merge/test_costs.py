"""@cost and @listSize: weights and sizes for the cost of operations."""

import pytest

from tests.gateway.federation.composition.harness import composed, elements, supergraph

Q = "type Query { x: Int }"


def test_cost_and_list_size_are_linked_by_one_specification():
    sdl = supergraph("type Query { x: [Int] @cost(weight: 3) @listSize(assumedSize: 10) }")

    assert '@link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@listSize"])' in sdl
    assert "directive @cost(weight: Int!) on" in sdl
    assert elements(sdl)["Query.x"] == "x: [Int] @cost(weight: 3) @listSize(assumedSize: 10)"


def test_a_cost_alone_imports_nothing():
    sdl = supergraph("type Query { x(a: Int @cost(weight: 1)): E } enum E @cost(weight: 2) { A }")

    assert '@link(url: "https://specs.apollo.dev/cost/v0.1")' in sdl
    assert "directive @cost__listSize(" in sdl


def test_the_highest_weight_and_the_largest_size_hold():
    found = elements(
        supergraph(
            f"{Q} type T @shareable {{ a: [Int] @cost(weight: 3) @listSize(assumedSize: 10) }}",
            "type T @shareable { a: [Int] @cost(weight: 7) @listSize(assumedSize: 4, requireOneSlicingArgument: false) }",
        )
    )

    assert found["T.a"] == (
        "a: [Int] @cost(weight: 7) @listSize(assumedSize: 10, requireOneSlicingArgument: false)"
    )


def test_arguments_that_are_null_are_as_good_as_absent():
    sdl = supergraph(
        "type Query { x: [Int] @listSize(assumedSize: 3, slicingArguments: null, sizedFields: null) }"
    )

    assert elements(sdl)["Query.x"] == "x: [Int] @listSize(assumedSize: 3)"


CASES = [
    ("COST_APPLIED_TO_INTERFACE_FIELD", f"{Q} interface I {{ a: Int @cost(weight: 1) }}"),
    ("LIST_SIZE_APPLIED_TO_NON_LIST", "type Query { x: Int @listSize(assumedSize: 1) }"),
    ("LIST_SIZE_APPLIED_TO_NON_LIST", 'type Query { x: P @listSize(sizedFields: ["n"]) } type P { n: Int }'),
    ("LIST_SIZE_INVALID_ASSUMED_SIZE", "type Query { x: [Int] @listSize(assumedSize: -1) }"),
    ("LIST_SIZE_INVALID_SLICING_ARGUMENT", 'type Query { x: [Int] @listSize(slicingArguments: ["a"]) }'),
    ("LIST_SIZE_INVALID_SLICING_ARGUMENT", 'type Query { x(a: [Int]): [Int] @listSize(slicingArguments: ["a"]) }'),
    ("LIST_SIZE_INVALID_SIZED_FIELD", 'type Query { x: [Int] @listSize(sizedFields: ["a"]) }'),
    ("LIST_SIZE_INVALID_SIZED_FIELD", 'type Query { x: P @listSize(sizedFields: ["a"]) } type P { n: [Int] }'),
]  # fmt: skip


@pytest.mark.parametrize(("code", "sdl"), CASES)
def test_what_does_not_fit_is_refused(code: str, sdl: str):
    (error,) = composed(sdl).errors

    assert error.code.name == code
    assert error.locations[0].line == 2
    assert "; " in error.message


def test_numbers_may_be_required():
    sdl = supergraph(
        'type Query { x(a: Int!): P! @listSize(slicingArguments: ["a"], sizedFields: ["n"]) } type P { n: [Int]! }'
    )

    assert 'slicingArguments: ["a"]' in sdl
