"""The real thing for tests: three processes on free ports, fixture W, a clock that tests move.

Everything is spoken over HTTP. A process can be ended, killed and started again by name.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx

from chassis.identity import SYSTEM_ACTOR, secret, sign_internal
from tests.databases.kinds import Databases, SqliteDatabases
from tests.databases.ports import free_port
from tests.patience import PATIENCE_SECONDS

FIXTURE_W = Path(__file__).parent.parent / "fixtures" / "fixture-w.yaml"
MONDAY_MORNING = "2026-03-02T09:00:00+01:00"
SERVICES = ("crm", "erp")
JSON = dict[str, Any]


@dataclass
class Stack:
    """One installation in a folder; its processes are ``crm``, ``erp`` and ``gateway``."""

    folder: Path
    fixture: Path = FIXTURE_W
    databases: Databases = field(default_factory=SqliteDatabases)
    ports: dict[str, int] = field(
        default_factory=lambda: {name: free_port() for name in ("crm", "erp", "gateway")}
    )
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    patience_seconds: float = PATIENCE_SECONDS

    def __enter__(self) -> Self:
        self.set_clock(MONDAY_MORNING)
        self.configure("gateway", {name: self.url_for_gateway(name) for name in ("crm", "erp")})
        self.client = httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False)
        try:
            for name in ("crm", "erp"):
                self.start(name, "--fixture", str(self.fixture), wait=False)
            self.wait_healthy("crm", "erp")
            self.start("gateway")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("gateway", *self.processes):
            self.stop(name)
        self.client.close()

    def configure(self, gateway: str, urls: dict[str, str]) -> None:
        """What a gateway is told; all of them share the orders' database."""
        (self.folder / f"{gateway}.yaml").write_text(
            f"listen: 127.0.0.1:{self.ports[gateway]}\n"
            f"subgraphs: {{crm: {{url: '{urls['crm']}'}}, erp: {{url: '{urls['erp']}'}}}}\n"
            f"orders: {{database: '{self.databases.at(self.folder / 'orders.db')}'}}\n"
            f"supergraph: '{self.folder / 'supergraph.graphql'}'\n"
        )

    def add_gateway(self, name: str, urls: dict[str, str] | None = None) -> None:
        """One more on the same orders; ``urls`` where it finds CRM and ERP, if not as they are."""
        self.ports[name] = free_port()
        self.configure(name, urls or {each: self.url(each) for each in SERVICES})
        self.start(name)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def url_for_gateway(self, name: str) -> str:
        """Where the gateway finds CRM and ERP."""
        return self.url(name)

    def set_clock(self, instant: str) -> None:
        # Written beside and renamed: no process ever reads half an instant.
        beside = self.folder / "clock.next"
        beside.write_text(instant)
        beside.rename(self.folder / "clock")

    def start(self, name: str, *extra: str, wait: bool = True) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        self.processes[name] = subprocess.Popen(
            [*self.command(name), *extra],
            env=self.environment(),
            stdout=log,
            stderr=log,
        )
        log.close()
        if wait:
            self.wait_healthy(name)

    def environment(self) -> dict[str, str]:
        """Of every process."""
        return {**os.environ, "UNISONO_CLOCK": str(self.folder / "clock")}

    def command(self, name: str) -> list[str]:
        if name not in SERVICES:
            configuration = str(self.folder / f"{name}.yaml")
            return [sys.executable, "-m", "gateway", "serve", "--config", configuration]
        database = self.databases.at(self.folder / f"{name}.db")
        address = ["--port", str(self.ports[name]), "--database", database]
        return [sys.executable, "-m", "gateway", name, *address]

    def wait_healthy(self, *names: str) -> None:
        deadline = time.monotonic() + self.patience_seconds
        for name in names:
            while not self.is_healthy(name):
                log = (self.folder / f"{name}.log").read_text()
                assert self.processes[name].poll() is None, f"{name} ended:\n{log}"
                assert time.monotonic() < deadline, f"{name} is not healthy:\n{log}"
                time.sleep(0.05)

    def is_healthy(self, name: str) -> bool:
        try:
            return self.client.get(f"{self.url(name)}/health/ready").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        process = self.processes.get(name)
        if process is not None and process.poll() is None:
            process.send_signal(number)
            process.wait(timeout=PATIENCE_SECONDS)

    def is_running(self) -> bool:
        """Whether all three processes are."""
        return all(process.poll() is None for process in self.processes.values())

    def kill(self, name: str) -> None:
        self.stop(name, signal.SIGKILL)

    def post(
        self, name: str, text: str, variables: JSON | None = None, token: str | None = None
    ) -> JSON:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        body = {"query": text, "variables": variables or {}}
        answer: JSON = self.client.post(
            f"{self.url(name)}/graphql", json=body, headers=headers
        ).json()
        return answer

    def ask(self, text: str, variables: JSON | None = None, token: str | None = None) -> JSON:
        """The data of an answer without errors, from the gateway."""
        answer = self.post("gateway", text, variables, token)
        assert "errors" not in answer, answer["errors"]
        data: JSON = answer["data"]
        return data

    def internal_token(self) -> str:
        """The token of our own processes, signed at the clock that they read."""
        os.environ["UNISONO_CLOCK"] = str(self.folder / "clock")
        try:
            return sign_internal(SYSTEM_ACTOR, secret())
        finally:
            del os.environ["UNISONO_CLOCK"]

    def eventually(self, text: str, variables: JSON, expected: JSON) -> JSON:
        """Ask until the data holds what is expected; the last answer is shown when it never does."""
        deadline = time.monotonic() + self.patience_seconds
        while True:
            answer = self.post("gateway", text, variables)
            if holds(answer.get("data"), expected):
                return answer["data"]  # type: ignore[no-any-return]
            assert time.monotonic() < deadline, f"expected {expected}, got {answer}"
            time.sleep(0.05)


def refuse_float(text: str) -> float:
    """I7: amounts and quantities are strings; no number with a point is in any answer."""
    raise AssertionError(f"I7: an answer holds the float {text}")


def holds(actual: Any, expected: Any) -> bool:
    """Whether everything expected is there; what is not spoken of may be anything."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            holds(actual.get(key), value) for key, value in expected.items()
        )
    return bool(actual == expected)
