import pytest
from graphql import parse

from gateway.federation.errors import PlanningError
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.explain import explain
from tests.gateway.federation.world import PLANNER

OPERATION = operation_from_ast(parse("{ me { name reviews { id } } }"))


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("normalised", "{ me { name reviews { id } } }"),
        ("graph", "User/accounts --by { id }--> User/reviews"),
        ("paths", "leaf 1: 2004 enter me by { id } reviews id"),
        ("tree", "    by { id } -> User/reviews"),
        ("fetches", "1 after [0] reviews me: { id } => { reviews { id } }"),
        ("plan", 'Flatten(path: "me") {'),
    ],
)
def test_each_stage_can_be_read(stage: str, expected: str):
    assert expected in explain(PLANNER, OPERATION, stage)


def test_an_unknown_stage_is_named_with_the_known_ones():
    with pytest.raises(PlanningError, match="normalised, graph, paths, tree, fetches, plan"):
        explain(PLANNER, OPERATION, "magic")
