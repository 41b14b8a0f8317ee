"""@cacheTag: carried for those who cache, subgraph by subgraph."""

from gateway.federation.supergraph.api_schema import api_sdl
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import elements, supergraph

A = 'type Query { t(id: ID!): T @cacheTag(format: "a-{$args.id}") @cacheTag(format: "b") } type T @key(fields: "id") @cacheTag(format: "t-{$key.id}") { id: ID! }'
B = 'type T @key(fields: "id") @cacheTag(format: "t-{$key.id}") { id: ID! b: Int }'


def test_equal_tags_are_joined_for_their_subgraphs():
    found = elements(supergraph(A, B))

    assert (
        '@join__directive(graphs: [A, B], name: "federation__cacheTag", args: { format: "t-{$key.id}" })'
        in found["T"]
    )
    assert found["Query.t(id:)"] == "id: ID!"
    assert found["Query.t"].count("@join__directive(graphs: [A]") == 2


def test_the_specification_is_linked_and_nothing_defined():
    sdl = supergraph(A, B)

    assert '@link(url: "https://specs.apollo.dev/cacheTag/v0.1", for: EXECUTION)' in sdl
    assert "directive @cacheTag" not in sdl
    assert "cacheTag" not in api_sdl(sdl)


def test_a_supergraph_with_cache_tags_is_served():
    assert "t" in read_supergraph(supergraph(A, B)).types["Query"].fields
