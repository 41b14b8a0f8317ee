from __future__ import annotations

from typing import Any

import httpx
import pytest

MODERN = "application/graphql-response+json"
LEGACY = "application/json"
JSON_BODY = {"content-type": "application/json"}


async def ask(
    door: httpx.AsyncClient, query: str, accept: str = MODERN, **more: Any
) -> httpx.Response:
    return await door.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


async def test_a_query_is_answered(door: httpx.AsyncClient):
    answer = await ask(door, "query($n: String) { hello(name: $n) }", variables={"n": "Anna"})
    assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello Anna"}})


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", LEGACY),
        ("*/*", LEGACY),
        ("application/*", LEGACY),
        (LEGACY, LEGACY),
        (MODERN, MODERN),
        (f"{LEGACY};q=0.5, {MODERN}", MODERN),
        (f"{MODERN};q=0.1, {LEGACY}", LEGACY),
        (f"{MODERN}, {LEGACY}", MODERN),
    ],
)
async def test_the_answer_has_the_media_type_liked_best(
    door: httpx.AsyncClient, accept: str, given: str
):
    answer = await ask(door, "{ hello }", accept)
    assert answer.headers["content-type"] == f"{given}; charset=utf-8"


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ unknown }",
        "{ hello(times: 1.5) }",
        "query A { hello } query B { hello }",
        "subscription { ticks }",
        "fragment F on Query { hello }",
        "{" + "deep {" * 60 + "hello" + "}" * 61,
        "{" + "deep {" * 4000 + "hello" + "}" * 4001,
        "{" + "hello " * 16000 + "}",
    ],
)
async def test_a_request_error_is_400_or_200_by_media_type(door: httpx.AsyncClient, query: str):
    modern, legacy = await ask(door, query), await ask(door, query, LEGACY)
    assert (modern.status_code, legacy.status_code) == (400, 200)
    assert modern.json() == legacy.json()
    assert "data" not in modern.json()
    assert modern.json()["errors"][0]["extensions"]["code"]


async def test_validation_tells_every_error_with_its_location(door: httpx.AsyncClient):
    errors = (await ask(door, "{ one two }")).json()["errors"]
    assert [error["locations"] for error in errors] == [
        [{"line": 1, "column": 3}],
        [{"line": 1, "column": 7}],
    ]


async def test_a_variable_of_the_wrong_type_is_named(door: httpx.AsyncClient):
    query = "query($t: Int) { hello(times: $t) }"
    answer = await ask(door, query, variables={"t": "many"})
    assert answer.status_code == 400
    assert "'$t'" in answer.json()["errors"][0]["message"]
    assert (await ask(door, query, LEGACY, variables={"t": "many"})).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"query": 1}',
        b'{"query": "{hello}", "variables": []}',
        b'{"query": "{hello}", "operationName": 1}',
        b'{"query": "{hello}", "extensions": "x"}',
        b'{"query": "\xff"}',
        b'{"query":' + b"[" * 20000,
    ],
)
@pytest.mark.parametrize("accept", [MODERN, LEGACY])
async def test_what_is_no_graphql_request_is_400(door: httpx.AsyncClient, body: bytes, accept: str):
    answer = await door.post("/graphql", content=body, headers={**JSON_BODY, "accept": accept})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]


async def test_an_unserved_media_type_is_406(door: httpx.AsyncClient):
    assert (await ask(door, "{ hello }", "text/html")).status_code == 406


@pytest.mark.parametrize("given", ["text/plain", "application/json; charset=latin1", ""])
async def test_a_body_of_another_kind_is_415(door: httpx.AsyncClient, given: str):
    answer = await door.post("/graphql", content=b"{}", headers={"content-type": given})
    assert answer.status_code == 415


async def test_more_than_a_mebibyte_is_413(door: httpx.AsyncClient):
    body = b'{"query": "' + b" " * 2**20 + b'"}'
    answer = await door.post("/graphql", content=body, headers=JSON_BODY)
    assert answer.status_code == 413


@pytest.mark.parametrize(("size", "status"), [(2**21, 200), (2**23, 413)])
async def test_an_import_may_have_eight_mebibytes(door: httpx.AsyncClient, size: int, status: int):
    head = b'{"query": "query importOrders { hello }", "variables": {"a": "'
    answer = await door.post("/graphql", content=head + b"x" * size + b'"}}', headers=JSON_BODY)
    assert answer.status_code == status


async def test_a_document_has_its_own_limit_whatever_it_names(door: httpx.AsyncClient):
    answer = await ask(door, "{ hello } #importOrders" + " " * 100_000)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "CHARACTER_LIMIT_EXCEEDED"}


async def test_a_defect_is_500_in_json_without_internals(door: httpx.AsyncClient, subgraph: Any):
    subgraph.calls = None
    answer = await ask(door, "{ hello }")
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert error["message"] == "the gateway failed; its log says why"
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR"}
