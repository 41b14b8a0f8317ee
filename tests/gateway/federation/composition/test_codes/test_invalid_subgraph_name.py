"""INVALID_SUBGRAPH_NAME: a subgraph's name is empty, reserved or given twice."""

import pytest

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.composition.harness import Q, subgraph


@pytest.mark.parametrize("name", ["", " ", "_"])
def test_a_subgraph_needs_a_name(name: str):
    result = compose([SubgraphDefinition(name, "", subgraph("a", Q).sdl)])

    assert [error.code.name for error in result.errors] == ["INVALID_SUBGRAPH_NAME"]


def test_names_of_subgraphs_are_unique():
    result = compose([subgraph("a", Q), subgraph("a", "type Query { y: Int }")])

    assert "INVALID_SUBGRAPH_NAME" in {error.code.name for error in result.errors}
