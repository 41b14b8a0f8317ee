from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from chassis.identity import (
    DEVELOPMENT_ACTOR,
    Actor,
    sign_internal,
    sign_token,
    verify_internal,
)

SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
PARTNER = Actor("PARTNER", "prt_p", "shop", "prt_p", ("order:read",))
HELLO = {"query": "{ hello }"}


async def test_without_a_token_the_development_actor_asks(
    door: httpx.AsyncClient, subgraph: Any, internal_header: str
):
    await door.post("/graphql", json=HELLO)
    (_, headers), *_ = subgraph.calls
    assert verify_internal(headers[internal_header], SECRET) == DEVELOPMENT_ACTOR


async def test_the_actor_of_a_token_reaches_the_subgraph(
    guarded_door: httpx.AsyncClient, subgraph: Any, internal_header: str
):
    token = sign_token(PARTNER, SECRET, timedelta(minutes=1))
    answer = await guarded_door.post(
        "/graphql", json=HELLO, headers={"authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200
    assert verify_internal(subgraph.calls[0][1][internal_header], SECRET) == PARTNER


async def test_a_bad_token_is_401_even_where_none_is_needed(door: httpx.AsyncClient):
    for given in ("Bearer nonsense", "Basic eDp5", f"Bearer {sign_internal(PARTNER, SECRET)}"):
        answer = await door.post("/graphql", json=HELLO, headers={"authorization": given})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_no_token_is_401_where_one_is_needed(guarded_door: httpx.AsyncClient):
    assert (await guarded_door.post("/graphql", json=HELLO)).status_code == 401


async def test_the_process_answers_internal_tokens_only(
    door: httpx.AsyncClient, internal_header: str
):
    headers = {internal_header: sign_internal(PARTNER, SECRET)}
    answer = await door.post("/subgraphs/process", content=b"{}", headers=headers)
    assert answer.json() == {"data": {"actor": "prt_p", "size": 2}}
    assert (await door.post("/subgraphs/process", content=b"{}")).status_code == 401
