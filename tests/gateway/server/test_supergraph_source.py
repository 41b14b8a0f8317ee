"""The gateway starts whatever befalls the services while it asks them for their schemas."""

from pathlib import Path

import pytest

from gateway.orders.schema.resolvers import SCHEMA
from gateway.server.supergraph_source import find_supergraph
from tests.end_to_end.stack import free_port
from tests.faults.faulty_line import FaultyLine


@pytest.fixture
def last_good(tmp_path: Path) -> Path:
    file = tmp_path / "supergraph.graphql"
    file.write_text("the last good one")
    return file


async def test_a_connection_that_ends_as_it_is_made_leaves_the_last_good_supergraph(
    last_good: Path,
):
    # Nobody listens behind the line: it resets whoever connects.
    with FaultyLine(free_port(), free_port()) as line:
        url = f"http://127.0.0.1:{line.port}"
        for _ in range(20):
            assert await find_supergraph(url, url, SCHEMA, last_good) == "the last good one"
