"""The connect specification: carried for a router that runs connectors, subgraph by subgraph."""

import pytest

from gateway.federation.composition.compose import CompositionResult
from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_sdl
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import composed_as_written, elements

FEDERATION = "https://specs.apollo.dev/federation/v2.12"
CONNECT = "https://specs.apollo.dev/connect"


def connected(imports: str, rest: str, version: str = "v0.2") -> CompositionResult:
    link = f'@link(url: "{CONNECT}/{version}"{imports})'
    return composed_as_written(f'extend schema @link(url: "{FEDERATION}") {link} {rest}')


def sdl_of(result: CompositionResult) -> str:
    assert result.errors == (), [str(error) for error in result.errors]
    return result.supergraph_sdl or ""


SOURCED = connected(
    ', import: ["@connect", {name: "@source", as: "@api"}]',
    """@api(name: "v1", http: { baseURL: "http://v1", headers: [{ name: "x", value: "y" }] })
    type Query { t(id: ID): Int @connect(source: "v1", http: { GET: "/t" }, selection: "$") }""",
)


def test_links_and_directives_are_joined_for_their_subgraph():
    sdl = sdl_of(SOURCED)

    assert f'@link(url: "{CONNECT}/v0.3", for: EXECUTION)' in sdl
    assert (
        f'@join__directive(graphs: [A], name: "link", args: {{url: "{CONNECT}/v0.2", '
        'import: ["@connect", {name: "@source", as: "@api"}]})'
    ) in sdl
    assert (
        '@join__directive(graphs: [A], name: "api", args: {name: "v1", http: '
        '{baseURL: "http://v1", headers: [{name: "x", value: "y"}]}})'
    ) in sdl
    assert elements(sdl)["Query.t"].endswith(
        '@join__directive(graphs: [A], name: "connect", args: '
        '{ source: "v1", http: { GET: "/t" }, selection: "$" })'
    )


def test_clients_see_nothing_of_it():
    assert "onnect" not in api_sdl(sdl_of(SOURCED))


def test_a_supergraph_links_the_newest_version_in_use_but_no_older_than_the_final_one():
    assert f"{CONNECT}/v0.4" in sdl_of(connected("", "type Query { x: Int }", "v0.4"))


def test_it_is_refused_by_a_gateway_that_runs_no_connectors():
    with pytest.raises(SupergraphError, match="connect for EXECUTION, which is not supported"):
        read_supergraph(sdl_of(SOURCED))


def test_a_version_needs_its_federation():
    result = composed_as_written(
        f'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") '
        f'@link(url: "{CONNECT}/v0.1") type Query {{ x: Int }}'
    )

    (hint,) = result.hints
    assert hint.code.name == "IMPLICITLY_UPGRADED_FEDERATION_VERSION"
    assert "needs v2.10" in hint.message


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ('type Query { x: Int @connect(http: { GETT: "x" }, selection: "$") }', "INVALID_GRAPHQL"),
        ('type Query { x: Int @connect(http: { GET: "x" }) }', "INVALID_GRAPHQL"),
        ("directive @connect(source: Int, selection: String!) on FIELD_DEFINITION type Query { x: Int }", "DIRECTIVE_DEFINITION_INVALID"),
        ("scalar connect__ConnectHTTP type Query { x: Int }", "TYPE_DEFINITION_INVALID"),
        ("input connect__SourceHTTP { path: Int } type Query { x: Int }", "TYPE_DEFINITION_INVALID"),
        ('input connect__ConnectHTTP { GET: String } type Query { x: Int @connect(http: { PUT: "x" }, selection: "$") }', "INVALID_GRAPHQL"),
    ],
)  # fmt: skip
def test_its_directives_and_types_are_used_and_defined_as_specified(rest: str, code: str):
    (error,) = connected("", rest).errors

    assert error.code.name == code
