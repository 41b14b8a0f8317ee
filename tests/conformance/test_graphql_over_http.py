"""GraphQL over HTTP, as npm ``graphql-http`` audits a server: 13 MUST, 23 SHOULD, 25 MAY."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conformance.npm import run_node
from tests.databases.ports import free_port

SUPERGRAPH = Path(__file__).parents[2] / "schema" / "supergraph.graphql"
START_SECONDS = 30.0


def test_all_61_audits_pass_in_the_development_profile():
    with served() as url:
        results = json.loads(run_node("graphql_over_http.mjs", url))
    assert [each for each in results if each["status"] != "ok"] == []
    assert len(results) == 61


@contextmanager
def served() -> Iterator[str]:
    """A gateway in a process of its own; the audits ask it for nothing but ``__typename``."""
    port = free_port()
    command = [sys.executable, "-m", "gateway", "serve", "--supergraph", str(SUPERGRAPH)]
    environment = {**os.environ, "UNISONO_PROFILE": "development"}
    process = subprocess.Popen([*command, "--port", str(port)], env=environment)
    try:
        wait_until_live(process, f"http://127.0.0.1:{port}/health/live")
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        process.terminate()
        process.wait(10)


def wait_until_live(process: subprocess.Popen[bytes], url: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, "the gateway ended at its start"
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            assert time.monotonic() < ends, "the gateway is not there"
            time.sleep(0.05)
