"""In production neither errors nor headers tell what lies behind, and nothing of a client's request
but its operation and variables reaches a subgraph."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from chassis.identity import INTERNAL_HEADER
from gateway.server.profile import DEVELOPMENT, PRODUCTION, DoorPolicy
from tests.gateway.server.attacks.conftest import Door, open_door

QUERY = '{ customer(id: "1") { name } }'
SECRETS = ("SELECT", "db.internal", "Traceback", "crm", "10.0.0.11")
LEAKING = {
    "errors": [
        {
            "message": "SELECT * FROM customers on db.internal failed",
            "path": ["customer"],
            "extensions": {
                "code": "SQL_FAILED",
                "stacktrace": ["Traceback (most recent call last)"],
                "host": "10.0.0.11",
            },
        }
    ],
    "data": {"customer": None},
}


async def leaking(policy: DoorPolicy) -> AsyncIterator[Door]:
    async for door in open_door(policy):
        reply = msgspec.json.encode(LEAKING)

        async def answer(body: bytes, headers: object, reply: bytes = reply) -> bytes:
            del body, headers
            return reply

        door.subgraphs["crm"].answer = answer
        yield door


async def test_a_subgraphs_error_is_told_by_path_and_code_alone():
    async for door in leaking(DoorPolicy(PRODUCTION)):
        answer = await door.ask(QUERY)
        assert answer.json() == {
            "data": {"customer": None},
            "errors": [
                {
                    "message": "A part of the answer could not be fetched.",
                    "path": ["customer"],
                    "extensions": {"code": "SQL_FAILED"},
                }
            ],
        }
        assert not [word for word in SECRETS if word in answer.text]


async def test_the_developer_reads_the_subgraphs_own_words():
    async for door in leaking(DoorPolicy(DEVELOPMENT)):
        (error,) = (await door.ask(QUERY)).json()["errors"]
        assert error["message"] == "SELECT * FROM customers on db.internal failed"
        assert error["extensions"]["subgraph"] == "crm"


async def test_a_defect_is_told_without_internals(
    production: Any, caplog: pytest.LogCaptureFixture
):
    production.subgraphs["crm"].answer = None  # not callable: a defect of our own
    with caplog.at_level(logging.CRITICAL):
        answer = await production.ask(QUERY)
    assert not [word for word in (*SECRETS, "TypeError", "line ") if word in answer.text]
    assert answer.json()["errors"][0]["message"]


async def test_addresses_are_told_to_nobody(production: Any):
    assert (await production.client.get("/subgraphs")).status_code == 404


async def test_no_header_of_a_client_reaches_a_subgraph(production: Any):
    forged = {
        INTERNAL_HEADER: "forged",
        "x-user-id": "stf_root",
        "x-forwarded-for": "127.0.0.1",
        "connection": "x-user-id",
        "cookie": "session=1",
        "accept": "application/json",
    }
    answer = await production.client.post("/graphql", json={"query": QUERY}, headers=forged)
    assert answer.is_success
    for headers in production.subgraphs["crm"].headers:
        assert set(headers) == {INTERNAL_HEADER}
        assert headers[INTERNAL_HEADER] != "forged"


@pytest.mark.parametrize(
    "value", ['1") { id } secretCode(guess: 1', "'; DROP TABLE x; --", "{}\n#"]
)
async def test_a_value_never_becomes_text_of_a_query(production: Any, value: str):
    query = "query($id: ID!) { customer(id: $id) { name } }"
    assert (await production.ask(query, variables={"id": value})).is_success
    (call,) = production.calls
    sent = msgspec.json.decode(call)
    assert "$id" in sent["query"]
    assert value not in sent["query"]
    assert sent["variables"] == {"id": value}


async def test_a_literal_stays_one_literal(production: Any):
    literal = msgspec.json.encode('1") { id } secretCode(guess: 1').decode()
    assert (await production.ask(f"{{ customer(id: {literal}) {{ name }} }}")).is_success
    (call,) = production.calls
    assert literal in msgspec.json.decode(call)["query"]


async def test_a_line_break_in_a_name_begins_no_line_of_the_log(
    production: Any, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        await production.ask("query A { __typename }", operationName="A\r\nERROR forged")
    assert "forged" not in caplog.text
