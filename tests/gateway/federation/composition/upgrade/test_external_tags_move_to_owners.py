"""A tag on an external field repeats its owner's."""

from tests.gateway.federation.composition.harness import refusals, upgraded


def subgraphs(tag: str) -> tuple[str, str]:
    return (
        'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int @tag(name: "x") }',
        f"""extend type T @key(fields: "id") {{ id: ID! @external
             a: Int @external @tag(name: "{tag}") b: Int @requires(fields: "a") }}""",
    )


def test_a_tag_that_the_owner_has_too_is_dropped():
    assert '@tag(name: "x")' in upgraded(*subgraphs("x"))["T.a"]


def test_another_tag_is_refused():
    assert refusals(*subgraphs("y")) == ["MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL"]
