"""`unisono up` as a person starts it, on free ports, with the demo data and the system's clock."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.databases.ports import free_port
from tests.patience import PATIENCE_SECONDS

README = Path(__file__).parents[2] / "README.md"


@dataclass
class Installation:
    """A running one; ``ports`` are the gateway's, the CRM's and the ERP's."""

    process: subprocess.Popen[str]
    ports: tuple[int, int, int]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    def ask(self, text: str, path: str = "/graphql") -> dict[str, Any]:
        answer: dict[str, Any] = httpx.post(
            f"{self.url}{path}", json={"query": text}, timeout=PATIENCE_SECONDS
        ).json()
        return answer

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    ports = (free_port(), free_port(), free_port())
    names = ("--port", "--crm-port", "--erp-port")
    flags = [part for name, port in zip(names, ports, strict=True) for part in (name, str(port))]
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", "gateway", "up", "--data", str(folder / "data"), *flags]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    running = Installation(process, ports)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"ready {running.url}\n", (folder / "log").read_text()
        yield running
    finally:
        running.stop()
        process.stdout.close()


def examples() -> list[str]:
    """The operations that the README shows."""
    return re.findall(r"```graphql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
