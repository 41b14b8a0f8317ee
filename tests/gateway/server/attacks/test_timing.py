"""``Server-Timing`` tells the gateway's time from the subgraphs', where it is switched on."""

from __future__ import annotations

import re
from typing import Any

from gateway.server.profile import DEVELOPMENT, DoorPolicy
from gateway.server.timing import Timing
from tests.gateway.server.attacks.conftest import open_door

QUERY = '{ customer(id: "1") { name orders { id } } }'
SHAPE = re.compile(r"total;dur=([\d.]+), subgraphs;dur=([\d.]+), gateway;dur=([\d.]+)")


async def test_an_answer_tells_its_times():
    async for door in open_door(DoorPolicy(DEVELOPMENT, tells_timing=True)):
        answer = await door.ask(QUERY)
        found = SHAPE.fullmatch(answer.headers["server-timing"])
        assert found is not None
        total, subgraphs, gateway = map(float, found.groups())
        assert 0 < subgraphs <= total
        assert abs(total - subgraphs - gateway) < 0.02


async def test_nobody_is_told_where_it_is_off(production: Any):
    assert "server-timing" not in (await production.ask(QUERY)).headers


def test_what_runs_side_by_side_counts_once():
    instants = iter([0.0, 1.0, 3.0, 4.0])
    timing, replies = Timing(lambda: next(instants)), []

    def send(subgraph: str, body: bytes, is_read: bool, on_reply: Any) -> Any:
        del subgraph, body, is_read
        replies.append(on_reply)
        return lambda: None

    got: list[object] = []
    watched = timing.watching(send)
    watched("a", b"", True, got.append)
    watched("b", b"", True, got.append)
    for reply in replies:
        reply(b"{}")
    assert timing.header() == b"total;dur=4000.00, subgraphs;dur=2000.00, gateway;dur=2000.00"
    assert got == [b"{}", b"{}"]
