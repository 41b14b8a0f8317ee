"""The public federation audit, driven over HTTP against this gateway.

The audit (`graphql-hive/federation-gateway-audit`) is checked out and served beside the
repository, on 127.0.0.1 only::

    tsx src/cli.ts serve --port 4200                          # normal
    PUNISH_FOR_POOR_PLANS=1 tsx src/cli.ts serve --port 4200  # for --strict

    python -m tests.conformance.federation_audit --url http://127.0.0.1:4200

For each suite the gateway is opened on the audit's supergraph (`--compose`: on ours, composed from
the same subgraphs), every operation is sent through the gateway's door, and `data` is compared
value by value; errors only where a test says whether it wants any.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.errors import FederationError
from gateway.server.plain import open_plain_gateway


@dataclass(frozen=True)
class Failure:
    """One test that did not pass, with what was expected and what came."""

    suite: str
    number: int
    query: str
    reason: str


@dataclass(frozen=True)
class Suite:
    """What the audit serves of one suite."""

    name: str
    url: str
    tests: list[dict[str, Any]]
    client: httpx.AsyncClient

    async def supergraph(self, *, composed_here: bool) -> str:
        """The SDL to serve.

        Raises:
            ValueError: our composer refuses the subgraphs.
        """
        if not composed_here:
            return (await self.client.get(f"{self.url}/supergraph")).text
        served = (await self.client.get(f"{self.url}/subgraphs")).json()
        result = compose(
            [SubgraphDefinition(each["name"], each["url"], each["sdl"]) for each in served]
        )
        if result.supergraph_sdl is None:
            raise ValueError("; ".join(str(error) for error in result.errors))
        return result.supergraph_sdl


async def run_suite(suite: Suite, *, composed_here: bool) -> AsyncIterator[Failure]:
    """Run every test of a suite; yields what failed."""
    try:
        app = open_plain_gateway(await suite.supergraph(composed_here=composed_here))
    except (FederationError, ValueError) as error:
        for number, test in enumerate(suite.tests):
            yield Failure(suite.name, number, test["query"], f"not served: {error}")
        return
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as gateway:
        for number, test in enumerate(suite.tests):
            reason = await _run_test(gateway, test)
            if reason:
                yield Failure(suite.name, number, test["query"], reason)


async def _run_test(gateway: httpx.AsyncClient, test: dict[str, Any]) -> str | None:
    reply = await gateway.post(
        "/graphql", json={"query": test["query"]}, headers={"accept": "application/json"}
    )
    answer, expected = reply.json(), test["expected"]
    if answer.get("data") != expected.get("data"):
        return (
            f"expected {json.dumps(expected.get('data'))}\n"
            f"  received {json.dumps(answer.get('data'))}\n"
            f"    errors {json.dumps(answer.get('errors'))}"
        )
    wanted = expected.get("errors")
    if isinstance(wanted, bool) and wanted is not bool(answer.get("errors")):
        return f"errors expected: {wanted}, received: {json.dumps(answer.get('errors'))}"
    return None


async def audit(arguments: argparse.Namespace) -> int:
    """Run what is asked for; prints each failure and the score."""
    async with httpx.AsyncClient(timeout=60) as client:
        names = arguments.suite or (await client.get(f"{arguments.url}/ids")).json()
        tests = passed = whole = 0
        for name in names:
            url = f"{arguments.url}/{name}"
            suite = Suite(name, url, (await client.get(f"{url}/tests")).json(), client)
            failures = [
                failure async for failure in run_suite(suite, composed_here=arguments.compose)
            ]
            tests += len(suite.tests)
            passed += len(suite.tests) - len(failures)
            whole += not failures
            print(f"{name}: {len(suite.tests) - len(failures)} of {len(suite.tests)}")
            for failure in failures if not arguments.quiet else ():
                print(f"  #{failure.number} {' '.join(failure.query.split())}\n  {failure.reason}")
        mode = ("composed here, " if arguments.compose else "") + (
            "strict" if arguments.strict else "normal"
        )
        print(f"{passed} of {tests} tests, {whole} of {len(names)} suites ({mode})")
    return 0 if passed == tests else 1


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:4200", help="of the served audit")
    parser.add_argument("--suite", action="append", metavar="ID", help="only this one; repeatable")
    parser.add_argument("--compose", action="store_true", help="compose the subgraphs here")
    parser.add_argument(
        "--strict", action="store_true", help="the audit runs with PUNISH_FOR_POOR_PLANS=1"
    )
    parser.add_argument("--quiet", action="store_true", help="no details of failures")
    return asyncio.run(audit(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
