"""What asks for too much is refused with the code of its limit, before any subgraph is called."""

from __future__ import annotations

import time
from typing import Any

import pytest
from graphql import get_introspection_query

from gateway.server.limits import LIMITS

SECONDS = 2.0  # each takes milliseconds; a test's machine may be busy
ATTACKS = {
    "101 aliases of one field": (
        "{ " + " ".join(f"a{n}: __typename" for n in range(101)) + " }",
        "ROOT_FIELD_LIMIT_EXCEEDED",
    ),
    "101 aliases below": (
        '{ customer(id: "1") { ' + " ".join(f"a{n}: id" for n in range(101)) + " } }",
        "ALIAS_LIMIT_EXCEEDED",
    ),
    "a code guessed by 10 000 aliases": (
        "{ " + " ".join(f"a{n}: secretCode(guess: {n})" for n in range(1_000)) + " }",
        "ROOT_FIELD_LIMIT_EXCEEDED",
    ),
    "a code guessed in 100 operations": (
        " ".join(f"query Q{n} {{ secretCode(guess: {n}) }}" for n in range(100)),
        "OPERATION_LIMIT_EXCEEDED",
    ),
    "100 directives on a field": (
        "{ __typename " + "@include(if: true) " * 100 + "}",
        "DIRECTIVE_LIMIT_EXCEEDED",
    ),
    "500 times the same field": ("{ " + "__typename " * 500 + "}", "ROOT_FIELD_LIMIT_EXCEEDED"),
    "500 times the same field below": (
        '{ customer(id: "1") { ' + "friends { id } " * 500 + "} }",
        "VALIDATION_LIMIT_EXCEEDED",
    ),
    "a round trip of entities": (
        '{ customer(id: "1") { ' + "orders { customer { " * 8 + "id" + " } } " * 8 + "} }",
        "DEPTH_LIMIT_EXCEEDED",
    ),
    "a circle of introspection": (
        "{ __schema { types { " + "fields { type { " * 7 + "name" + " } } " * 7 + "} } }",
        "DEPTH_LIMIT_EXCEEDED",
    ),
    "fragments that double": (
        "{ ...F0 }"
        + "".join(f" fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
        + " fragment F60 on Query { __typename }",
        "ROOT_FIELD_LIMIT_EXCEEDED",
    ),
    "200 fragments": (
        "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ __typename }}" for n in range(200)),
        "FRAGMENT_LIMIT_EXCEEDED",
    ),
    "a megabyte of nothing": (
        "{ __typename" + " ," * 400_000 + " }",
        "CHARACTER_LIMIT_EXCEEDED",
    ),
    "20 000 tokens": ("{" + "a " * 20_000 + "}", "TOKEN_LIMIT_EXCEEDED"),
    "braces without end": ("{a" * 30_000, "GRAPHQL_PARSE_FAILED"),
    "200 variables": (
        "query(" + " ".join(f"$v{n}: Int" for n in range(200)) + ") { __typename }",
        "VARIABLE_LIMIT_EXCEEDED",
    ),
}


def tree(depth: int) -> str:
    return "id" if depth == 0 else f"friends {{ {tree(depth - 1)} }} " * 2


ATTACKS["the same field in a tree"] = (
    f'{{ customer(id: "1") {{ {tree(10)} }} }}',
    "VALIDATION_LIMIT_EXCEEDED",
)


@pytest.mark.parametrize(("query", "code"), ATTACKS.values(), ids=ATTACKS.keys())
async def test_it_is_refused_at_once(production: Any, query: str, code: str):
    begun = time.process_time()
    assert await production.code(query) == code
    assert time.process_time() - begun < SECONDS


async def test_what_is_refused_names_the_limit(production: Any):
    refusal = await production.refusal(ATTACKS["101 aliases below"][0])
    assert refusal["message"] == "too many aliases: 101, at most 100; ask for less at once"
    assert refusal["locations"] == [{"line": 1, "column": 1}]


async def test_unknown_directives_are_not_told_one_by_one(production: Any):
    answer = await production.ask("{ __typename " + "@aa" * 10 + " }")
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) < 10


async def test_a_whole_introspection_is_within_the_limits(development: Any):
    answer = await development.ask(get_introspection_query(input_value_deprecation=True))
    assert answer.status_code == 200
    assert "errors" not in answer.json()


@pytest.mark.parametrize("depth", [15, 16])
async def test_the_limit_itself_is_allowed(development: Any, depth: int):
    query = '{ customer(id: "1") { ' + "partner { " * (depth - 2) + "id" + " }" * depth
    answer = await development.ask(query)
    assert answer.is_success is (depth == 15)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b'{"query": "{ __typename }", "variables": {"a": "' + b"x" * 2**20 + b'"}}', 413, None),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 100_000, 400, "BAD_REQUEST"),
        (
            b'{"query": "{ __typename }", "variables": {"a": '
            + b"[" * 9_000
            + b"]" * 9_000
            + b"}}",
            400,
            "BAD_REQUEST",
        ),
        (b" " * (9 * 2**20), 413, None),
    ],
)
async def test_a_body_is_bounded_in_size_and_depth(
    production: Any, body: bytes, status: int, code: str | None
):
    headers = {"content-type": "application/json"}
    answer = await production.client.post("/graphql", content=body, headers=headers)
    assert answer.status_code == status
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == (code or "BODY_LIMIT_EXCEEDED")


async def test_nested_lists_of_a_variable_are_no_defect(production: Any):
    nested: object = {"name": "x"}
    for _ in range(400):
        nested = {"and": [nested]}
    query = 'query($f: Filter) { customer(id: "1", filter: $f) { id } }'
    answer = await production.ask(query, variables={"f": nested})
    assert answer.status_code in (200, 400)


def test_every_limit_has_a_code_of_its_own_kind():
    assert all(row.code.endswith("_LIMIT_EXCEEDED") for row in LIMITS.values())
