from pathlib import Path

import httpx

from chassis.identity import DEVELOPMENT_ACTOR, INTERNAL_HEADER, secret, sign_internal
from crm_service.service import open_service

MOVE = 'mutation { setQuoteState(quoteId: "qot_x", revision: 1, state: LOST, requestId: "r1") { userErrors { __typename code } } }'


async def test_only_our_processes_move_a_quote_and_an_unknown_one_is_refused(tmp_path: Path):
    app = await open_service(f"sqlite+aiosqlite:///{tmp_path / 'crm.db'}", None)
    token = {INTERNAL_HEADER: sign_internal(DEVELOPMENT_ACTOR, secret())}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crm") as client,
    ):
        refused = (await client.post("/graphql", json={"query": MOVE})).json()
        unknown = (await client.post("/graphql", json={"query": MOVE}, headers=token)).json()
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    error = {"__typename": "InvalidInput", "code": "NOT_FOUND"}
    assert unknown["data"] == {"setQuoteState": {"userErrors": [error]}}
