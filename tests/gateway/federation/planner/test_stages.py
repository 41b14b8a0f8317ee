import pytest
from graphql import parse

from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.stages import explain
from tests.gateway.federation.world import PLANNER

OPERATION = operation_from_ast(parse("{ me { name reviews { id } } }"))


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("normalised", "{ me { name reviews { id } } }"),
        ("graph", "User/accounts --by { id }--> User/reviews"),
        ("paths", "2004 enter me by { id } reviews id"),
        ("tree", "    by { id } -> User/reviews"),
        ("fetches", "1 reviews at me after 0: query("),
        ("plan", 'Flatten(path: "me") {'),
    ],
)
def test_each_stage_can_be_read(stage: str, expected: str):
    assert expected in explain(PLANNER, OPERATION, stage)
