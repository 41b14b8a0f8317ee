"""Whatever text is sent, the answer is a GraphQL error that says what is wrong."""

from __future__ import annotations

import httpx
import pytest

FRAGMENTS = 40
HOSTILE = {
    "40 000 tokens": ("{" + "a " * 40_000 + "}", "more than 10000 tokens"),
    "fields nested 10 000 deep": ("{" + "deep{" * 10_000 + "hello" + "}" * 10_001, "too deeply"),
    "fragments nested 10 000 deep": ("{" + "...{" * 10_000 + "hello" + "}" * 10_001, "too deeply"),
    "a list nested 10 000 deep": (
        "{hello(name:" + "[" * 10_000 + "]" * 10_000 + ")}",
        "too deeply",
    ),
    "a type nested 10 000 deep": (
        "query($a:" + "[" * 10_000 + "Int" + "]" * 10_000 + "){hello}",
        "too deeply",
    ),
    "a fragment in itself": ("{...A} fragment A on Query {...A}", "within itself"),
    "a circle of fragments": (
        "{...A} fragment A on Query {...B} fragment B on Query {deep {...A}}",
        "within itself via 'B'",
    ),
    "fragments that double": (
        "{...F0}"
        + "".join(f" fragment F{n} on Query {{...F{n + 1} ...F{n + 1}}}" for n in range(FRAGMENTS))
        + f" fragment F{FRAGMENTS} on Query {{hello}}",
        "too many fields at the root: 1099511627776",
    ),
    "fragments 200 in a row": (
        "{...F0}"
        + "".join(f" fragment F{n} on Query {{...F{n + 1}}}" for n in range(200))
        + " fragment F200 on Query {hello}",
        "too many fragments defined in the document: 201, at most 100",
    ),
    "a list nested 100 deep": (
        "{hello(name:" + "[" * 100 + "1" + "]" * 100 + ")}",
        "String cannot represent",
    ),
    "fragments 900 in a row": (
        "{...F0}"
        + "".join(f" fragment F{n} on Query {{...F{n + 1}}}" for n in range(900))
        + " fragment F900 on Query {hello}",
        "too many fragments defined in the document: 901, at most 100",
    ),
}


@pytest.mark.parametrize(("text", "said"), HOSTILE.values(), ids=HOSTILE.keys())
async def test_it_is_refused_with_a_reason_and_the_door_stays_open(
    door: httpx.AsyncClient, text: str, said: str
):
    answer = await door.post("/graphql", json={"query": text})
    (error,) = answer.json()["errors"]
    assert answer.status_code == 200
    assert said in error["message"]
    assert error["locations"][0]["line"] == 1
    assert (await door.post("/graphql", json={"query": "{ hello }"})).json() == {
        "data": {"hello": "hello you"}
    }
