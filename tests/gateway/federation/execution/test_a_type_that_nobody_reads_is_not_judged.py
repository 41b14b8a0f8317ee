"""A root that a field returns is asked for its ``__typename`` alone, so as to be asked for at all.

It can be of no other type: what the subgraph tells is not read, on either path.
"""

import pytest

from tests.gateway.federation.composition.harness import supergraph
from tests.gateway.federation.execution.subgraphs import Subgraphs, World, drive

WORLD = World(
    supergraph("type Query { again: Query }", "type Query { count: Int }"),
    Subgraphs("type Query { again: Query count: Int }", {"again": {"again": None, "count": 3}}),
)
TEXT = "{ again { count } }"


def told(typename: object) -> object:
    return {"data": {"again": {"__typename": typename}}}


@pytest.mark.parametrize("typename", [None, 5, "Mutation", "Query"])
def test_both_paths_answer_alike(typename: object):
    instead = {0: lambda _: told(typename), 1: lambda _: {"data": {"count": 3}}}

    typed = WORLD.run(TEXT, instead=instead)
    compiled = WORLD.compile(TEXT)
    compiled.is_always_careful = True
    careful = drive(compiled, WORLD.subgraphs, instead=instead)

    assert typed.body == careful.body == b'{"data":{"again":{"count":3}}}'
