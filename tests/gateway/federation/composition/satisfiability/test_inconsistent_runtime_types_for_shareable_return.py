"""INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN: a shared field with types not all know."""

from tests.gateway.federation.composition.harness import hints

CODE = "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN"
A = "type A @shareable { a: Int }"


def test_a_shared_union_that_one_subgraph_knows_more_of_is_remarked():
    found = hints(
        f"type Query {{ u: U @shareable }} union U = A | B {A} type B {{ b: Int }}",
        f"type Query {{ u: U @shareable }} union U = A | C {A} type C {{ c: Int }}",
    )

    (hint,) = (each for each in found if each.code.name == CODE)
    assert hint.message.startswith(
        "Query.u is shared and returns U, but 'a' knows 'A', 'B', 'b' knows 'A', 'C'; whoever "
        "resolves it must return 'A' only"
    )
    assert hint.level == "WARN"


def test_the_same_types_everywhere_are_no_remark():
    sdl = f"type Query {{ u: U @shareable }} union U = A {A}"

    assert [each for each in hints(sdl, sdl) if each.code.name == CODE] == []
