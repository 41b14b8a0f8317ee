"""What would be long lists or great work is refused before it is executed, variables included."""

from __future__ import annotations

from typing import Any

import pytest

FRIENDS = "friends { " * 6 + "id" + " }" * 6


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ customers(first: 1000000) { id } }", {}, "LIST_SIZE_LIMIT_EXCEEDED"),
        (
            "query($n: Int) { customers(first: $n) { id } }",
            {"n": 1_000_000},
            "LIST_SIZE_LIMIT_EXCEEDED",
        ),
        (f"{{ customers {{ {FRIENDS} }} }}", {}, "COST_LIMIT_EXCEEDED"),
        (
            "query($n: Int) { customers(first: $n) { friends { friends { id } } } }",
            {"n": 1000},
            "COST_LIMIT_EXCEEDED",
        ),
        (
            "{ "
            + " ".join(f"a{n}: customers(first: 900) {{ friends {{ id }} }}" for n in range(15))
            + " }",
            {},
            "COST_LIMIT_EXCEEDED",
        ),
    ],
)
async def test_too_much_is_refused(
    production: Any, query: str, variables: dict[str, object], code: str
):
    assert await production.code(query, variables=variables) == code


async def test_a_plan_that_is_known_is_judged_anew_for_each_request(production: Any):
    query = "query($n: Int) { customers(first: $n) { id } }"
    assert (await production.ask(query, variables={"n": 3})).is_success
    called = len(production.calls)
    refused = await production.ask(query, variables={"n": 1001})
    assert refused.json()["errors"][0]["extensions"] == {"code": "LIST_SIZE_LIMIT_EXCEEDED"}
    assert len(production.calls) == called
    assert (await production.ask(query, variables={"n": 1000})).is_success
