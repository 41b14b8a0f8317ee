"""MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED: composition gives up instead of hanging."""

import pytest

from gateway.federation.composition.satisfiability import check
from tests.gateway.federation.composition.harness import composed


def test_more_places_than_the_limit_is_one_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(check, "LIMIT", 3)

    (error,) = composed(
        "type Query { a: A } type A { b: B } type B { c: C } type C { d: Int }"
    ).errors

    assert error.code.name == "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED"
    assert "there are too many ways to answer operations; make" in error.message
