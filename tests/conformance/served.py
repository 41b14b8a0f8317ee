"""A gateway in a process of its own, for clients and audits that ask it for nothing but its manners."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.databases.ports import free_port

SUPERGRAPH = Path(__file__).parents[2] / "schema" / "supergraph.graphql"
SECRET = "a-secret-of-more-than-thirty-two-characters"  # noqa: S105 - a test's own
START_SECONDS = 30.0


@contextmanager
def served(profile: str) -> Iterator[str]:
    """The URL of its endpoint, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "gateway", "serve", "--supergraph", str(SUPERGRAPH)]
    environment = {**os.environ, "UNISONO_PROFILE": profile, "UNISONO_SECRET": SECRET}
    process = subprocess.Popen([*command, "--port", str(port)], env=environment)
    try:
        _wait_until_live(process, f"http://127.0.0.1:{port}/health/live")
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_live(process: subprocess.Popen[bytes], url: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while True:
        assert process.poll() is None, "the gateway ended at its start"
        try:
            if httpx.get(url, trust_env=False).is_success:
                return
        except httpx.TransportError:
            assert time.monotonic() < ends, "the gateway is not there"
            time.sleep(0.05)
