"""Directives by other names: renamed imports, namespaces, specifications linked by themselves."""

from graphql import build_schema

from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.supergraph.api_schema import api_sdl

URL = "https://specs.apollo.dev"


def composed(**sdls: str) -> CompositionResult:
    return compose([SubgraphDefinition(name, "", sdl) for name, sdl in sdls.items()])


def test_the_supergraph_keeps_the_name_that_subgraphs_use():
    result = composed(
        a=f'extend schema @link(url: "{URL}/federation/v2.3", import: [{{name: "@tag", as: "@label"}}, {{name: "@inaccessible", as: "@hidden"}}])'
        '\ntype Query { x: Int @label(name: "t") y: Int @hidden }'
    )

    assert result.errors == ()
    sdl = result.supergraph_sdl or ""
    assert f'@link(url: "{URL}/tag/v0.3", import: [{{name: "@tag", as: "@label"}}])' in sdl
    assert (
        f'@link(url: "{URL}/inaccessible/v0.2", for: SECURITY, import: [{{name: "@inaccessible", as: "@hidden"}}])'
        in sdl
    )
    assert 'x: Int @label(name: "t")' in sdl
    assert "directive @hidden on" in sdl
    assert list(build_schema(api_sdl(sdl)).query_type.fields) == ["x"]  # type: ignore[union-attr]


def test_a_namespace_is_a_name_too():
    result = composed(
        a=f'extend schema @link(url: "{URL}/federation/v2.9", as: "fed")\ntype Query {{ x: [Int] @fed__listSize(assumedSize: 1) @fed__cost(weight: 2) }}'
    )

    sdl = result.supergraph_sdl or ""
    assert (
        'import: [{name: "@cost", as: "@fed__cost"}, {name: "@listSize", as: "@fed__listSize"}]'
        in sdl
    )
    assert "@fed__listSize(assumedSize: 1)" in sdl


def test_a_specification_linked_by_itself_has_the_same_name():
    result = composed(
        a=f'extend schema @link(url: "{URL}/federation/v2.3") @link(url: "{URL}/tag/v0.3")\ntype Query {{ x: Int @tag(name: "t") }}',
        b=f'extend schema @link(url: "{URL}/federation/v2.3", import: ["@tag"])\ntype Query {{ y: Int @tag(name: "t") }}',
    )

    assert f'@link(url: "{URL}/tag/v0.3")' in (result.supergraph_sdl or "")


def test_link_import_name_mismatch():
    result = composed(
        a=f'extend schema @link(url: "{URL}/federation/v2.3", import: [{{name: "@tag", as: "@label"}}])\ntype Query {{ x: Int @label(name: "t") }}',
        b=f'extend schema @link(url: "{URL}/federation/v2.3", import: ["@tag"])\ntype Query {{ y: Int @tag(name: "t") }}',
    )

    (error,) = result.errors
    assert error.code.name == "LINK_IMPORT_NAME_MISMATCH"
    assert error.message == (
        "@tag is called @label in 'a', @tag in 'b'; import it under one name in 'a', 'b'"
    )
