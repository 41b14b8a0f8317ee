"""@composeDirective: directives of other specifications in the supergraph."""

import pytest

from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.supergraph.api_schema import api_sdl
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import elements

FEDERATION = '@link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@composeDirective", "@tag"])'
OWNER = "directive @owner(team: String!) on OBJECT | FIELD_DEFINITION"
X = 'type Query { x: Int @owner(team: "a") }'
Y = 'type Query { y: Int @owner(team: "b") }'


def sdl(
    body: str, *composed: str, link: str = "", version: str = "1.0", imports: str = '"@owner"'
) -> str:
    linked = link or f'@link(url: "https://example.com/lint/v{version}", import: [{imports}])'
    requests = " ".join(f'@composeDirective(name: "{name}")' for name in composed)
    return f"extend schema {FEDERATION} {linked} {requests}\n{body}"


def composed(*sdls: str) -> CompositionResult:
    names = "abc"[: len(sdls)]
    return compose(
        [SubgraphDefinition(name, "", each) for name, each in zip(names, sdls, strict=True)]
    )


def supergraph(*sdls: str) -> str:
    result = composed(*sdls)
    assert result.errors == (), [str(error) for error in result.errors]
    return result.supergraph_sdl or ""


def test_the_directive_its_definition_and_its_link_are_in_the_supergraph():
    found = supergraph(sdl(f"{OWNER} {X}", "@owner"))

    assert '@link(url: "https://example.com/lint/v1.0", import: ["@owner"])' in found
    assert "directive @owner(team: String!) on OBJECT | FIELD_DEFINITION" in found
    assert elements(found)["Query.x"] == 'x: Int @owner(team: "a")'
    assert "owner" not in api_sdl(found)
    assert "x" in read_supergraph(found).types["Query"].fields


def test_what_is_not_composed_is_left_out():
    found = supergraph(sdl(f"{OWNER} {X}", "@owner"), sdl(f"{OWNER} {Y}"))

    assert elements(found)["Query.y"] == "y: Int @join__field(graph: B)"


def test_a_rename_is_kept():
    body = 'directive @own(team: String!) on FIELD_DEFINITION type Query { x: Int @own(team: "a") }'
    found = supergraph(sdl(body, "@own", imports='{name: "@owner", as: "@own"}'))

    assert 'import: [{name: "@owner", as: "@own"}]' in found
    assert "@own(team:" in elements(found)["Query.x"]


@pytest.mark.parametrize("name", ["lint__owner", "lint"])
def test_a_namespace_will_do(name: str):
    body = f"directive @{name} on FIELD_DEFINITION type Query {{ x: Int @{name} }}"
    found = supergraph(sdl(body, f"@{name}", link='@link(url: "https://example.com/lint/v1.0")'))

    assert f"x: Int @{name}" in found


def test_enum_values_stay_enum_values_wherever_they_are():
    body = "directive @owner(e: [E!], o: In) on FIELD_DEFINITION enum E { A B } input In { e: E = A } type Query { x: Int @owner(e: [A], o: { e: B }) }"

    assert "@owner(e: [A], o: {e: B})" in supergraph(sdl(body, "@owner"))


def test_the_newest_minor_versions_definition_holds():
    newer = OWNER.replace("(team: String!)", "(team: String!, since: Int)")
    found = supergraph(sdl(f"{OWNER} {X}", "@owner"), sdl(f"{newer} {Y}", "@owner", version="1.2"))

    assert "lint/v1.2" in found
    assert "directive @owner(team: String!, since: Int)" in found


def test_specifications_of_one_name_are_told_apart():
    body = f'{OWNER} type Query {{ x: Int @owner(team: "a") @tag(name: "t") }}'
    link = '@link(url: "https://example.com/tag/v1.0", as: "mine", import: ["@owner"])'
    found = supergraph(sdl(body, "@owner", link=link))

    assert '@link(url: "https://example.com/tag/v1.0", as: "tag_2", import: ["@owner"])' in found


REFUSED = {
    "no sign": (["owner"], [f"{OWNER} {X}"], 'name a directive with its "@"'),
    "nothing": ([""], [f"{OWNER} {X}"], 'name a directive with its "@"'),
    "unknown": (["@ownr"], [f"{OWNER} {X}"], "there is no definition of @ownr; did you mean @owner?"),
    "federation's own": (["@key"], ["type Query { x: Int }"], "it is a directive of federation"),
    "not linked": (["@local"], ["directive @local on FIELD_DEFINITION type Query { x: Int @local }"], "@local is not of a linked specification"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_directive_composition_error_in_one_subgraph(why: str):
    names, (body,), message = REFUSED[why]
    (error,) = composed(sdl(body, *names)).errors

    assert error.code.name == "DIRECTIVE_COMPOSITION_ERROR"
    assert message in error.message
    assert error.locations[0].line == 1


def test_a_name_of_federation_elsewhere_is_taken():
    federation = FEDERATION.replace(', "@tag"', "")
    own = "directive @tag(a: Int) on FIELD_DEFINITION type Query { x: Int @tag(a: 1) }"
    first = sdl(own, "@tag", imports='"@tag"').replace(FEDERATION, federation)
    (error,) = composed(first, sdl('type Query { y: Int @tag(name: "t") }')).errors

    assert error.code.name == "DIRECTIVE_COMPOSITION_ERROR"
    assert "@tag is federation's @tag in 'b'" in error.message


DISAGREEING = {
    "major versions": (sdl(f"{OWNER} {Y}", "@owner", version="2.0"), "different major versions"),
    "another name": (
        sdl('directive @own(team: String!) on FIELD_DEFINITION type Query { y: Int @own(team: "b") }', "@own", imports='{name: "@owner", as: "@own"}'),
        "has different names in 'a', 'b'",
    ),
    "another directive": (
        sdl(f"{OWNER} {Y}", "@owner", imports='{name: "@boss", as: "@owner"}'),
        "is not the same directive in 'a', 'b'",
    ),
    "another specification": (
        sdl(f"{OWNER} {Y}", "@owner", link='@link(url: "https://example.com/other/v1.0", import: ["@owner"])'),
        "is not the same directive in 'a', 'b'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", DISAGREEING)
def test_directive_composition_error_between_subgraphs(what: str):
    other, message = DISAGREEING[what]
    found = composed(sdl(f"{OWNER} {X}", "@owner"), other).errors

    assert {error.code.name for error in found} == {"DIRECTIVE_COMPOSITION_ERROR"}
    assert message in found[0].message


def test_the_newest_version_must_have_every_definition():
    two = f"{OWNER} directive @stage on OBJECT {X}"
    (error,) = composed(
        sdl(two, "@owner", "@stage", imports='"@owner", "@stage"'),
        sdl(f"{OWNER} {Y}", "@owner", version="1.2"),
    ).errors

    assert error.code.name == "DIRECTIVE_COMPOSITION_ERROR"
    assert "https://example.com/lint/v1.2 in 'b' has no definition of @stage" in error.message


def test_what_is_composed_anyway_is_remarked():
    hints = composed(sdl('type Query { x: Int @tag(name: "t") }', "@tag")).hints

    assert [hint.code.name for hint in hints] == ["DIRECTIVE_COMPOSITION_INFO"]


def test_another_major_version_that_is_not_composed_is_remarked():
    hints = composed(sdl(f"{OWNER} {X}", "@owner"), sdl(f"{OWNER} {Y}", version="2.0")).hints

    assert "DIRECTIVE_COMPOSITION_INFO" in [hint.code.name for hint in hints]


def test_another_name_that_is_not_composed_is_remarked():
    other = (
        'directive @own(team: String!) on FIELD_DEFINITION type Query { y: Int @own(team: "b") }'
    )
    hints = composed(
        sdl(f"{OWNER} {X}", "@owner"), sdl(other, imports='{name: "@owner", as: "@own"}')
    ).hints

    assert "DIRECTIVE_COMPOSITION_WARN" in [hint.code.name for hint in hints]


def test_different_arguments_are_remarked_and_the_first_ones_taken():
    first = f'{OWNER} type Query {{ x: Int @shareable @owner(team: "a") }}'
    result = composed(sdl(first, "@owner"), sdl(first.replace('"a"', '"b"'), "@owner"))

    assert elements(result.supergraph_sdl or "")["Query.x"] == 'x: Int @owner(team: "a")'
    assert [hint.code.name for hint in result.hints] == [
        "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS"
    ]
