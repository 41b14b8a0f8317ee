"""What this engine does not compose yet is refused, one test for each directive."""

import pytest

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.spec.directives import DIRECTIVES
from tests.gateway.federation.composition.harness import composed

REFUSED = {
    "cacheTag": ("Query.x", 'type Query { x: Int @cacheTag(format: "x") }'),
}  # fmt: skip


def test_every_directive_that_is_not_supported_has_its_refusal_here():
    assert set(REFUSED) == {name for name, row in DIRECTIVES.items() if not row.is_supported}


@pytest.mark.parametrize("directive", REFUSED)
def test_an_unsupported_directive_is_refused_by_name_subgraph_coordinate_and_line(directive: str):
    coordinate, sdl = REFUSED[directive]
    error = composed(sdl).errors[0]

    assert error.code.name == "UNSUPPORTED_FEATURE"
    assert error.message.startswith(f"@{directive} on {coordinate} in 'a' is not supported yet; ")
    assert [(place.subgraph, place.line) for place in error.locations] == [("a", 2)]


def test_a_renamed_or_namespaced_directive_is_recognised():
    sdl = """
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", as: "fed",
                          import: [{name: "@key", as: "@entity"}])
      type Query { t: T }
      type T @entity(fields: "id") { id: ID! x: Int @fed__cacheTag(format: "x") }"""
    (error,) = compose([SubgraphDefinition("a", "", sdl)]).errors

    assert error.message.startswith("@cacheTag on T.x in 'a'")
    assert error.locations[0].line == 5


def test_a_linked_specification_that_matters_is_refused():
    link = 'url: "https://specs.apollo.dev/connect/v0.1", import: ["@source"]'
    (error,) = composed(f"extend schema @link({link}) type Query {{ x: Int }}").errors

    assert error.code.name == "UNSUPPORTED_LINKED_FEATURE"


def test_all_refusals_of_all_subgraphs_come_at_once():
    found = composed(
        'type Query { x: Int @cacheTag(format: "x") y: Int @cacheTag(format: "x") }',
        'type T { a: Int @cacheTag(format: "x") }',
    ).errors

    assert [error.message.split(" is")[0] for error in found] == [
        "@cacheTag on Query.x in 'a'",
        "@cacheTag on Query.y in 'a'",
        "@cacheTag on T.a in 'b'",
    ]
