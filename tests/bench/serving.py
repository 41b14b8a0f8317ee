"""What a gateway costs behind its door: requests a second, processor time, memory.

    python -m tests.bench.serving KIT NAME[,NAME…] [--seconds 8] -- COMMAND…

``KIT`` is a folder with, for each name, ``NAME.json`` (the body of one request) and ``NAME.lua``
(a script of ``wrk`` that sends such requests); the subgraphs run already. ``COMMAND`` starts the
gateway under test on port 4000: ours or any other. It gets the first processor, the load
the second. Needs Linux, ``taskset`` and ``wrk``. On a busy machine trust the processor time.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

URL = "http://127.0.0.1:4000/graphql"
HEADERS = {"content-type": "application/json", "accept": "application/json"}
CONNECTIONS = 16
START_SECONDS = 30


@dataclass(frozen=True)
class Usage:
    """What a process has used: processor seconds, and resident memory in megabytes."""

    seconds: float
    megabytes: float

    @classmethod
    def of(cls, process: int) -> Usage:
        """Read it from the system, children included."""
        pids = [process, *_children(process)]
        return cls(sum(map(_seconds, pids)), sum(map(_megabytes, pids)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the gateway, load it with each operation, print a row of Markdown for each."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    command = given[given.index("--") + 1 :]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kit", type=Path)
    parser.add_argument("names")
    parser.add_argument("--seconds", type=int, default=8)
    chosen = parser.parse_args(given[: given.index("--")])
    taskset, wrk = _tool("taskset"), _tool("wrk")
    gateway = subprocess.Popen([taskset, "-c", "0", *command], stdout=subprocess.DEVNULL)
    try:
        print(
            "| operation | requests/s | p99 | CPU ms | MB | answer, bytes |\n|---|---|---|---|---|---|"
        )
        for name in chosen.names.split(","):
            body = (chosen.kit / f"{name}.json").read_bytes()
            answer = _wait_for(body)
            load = [taskset, "-c", "1", wrk, "-t1", f"-c{CONNECTIONS}", "--latency"]
            load += ["-s", str(chosen.kit / f"{name}.lua"), URL]
            _run([*load, f"-d{chosen.seconds}s"])  # every text is planned once before it counts
            before = Usage.of(gateway.pid)
            report = _run([*load, f"-d{chosen.seconds}s"])
            print(_row(name, report, before, Usage.of(gateway.pid), len(answer)), flush=True)
    finally:
        gateway.terminate()
        gateway.wait(10)


def _row(name: str, report: str, before: Usage, after: Usage, size: int) -> str:
    requests = int(_found(r"(\d+) requests in", report))
    milliseconds = (after.seconds - before.seconds) * 1000 / requests
    rate, slowest = _found(r"Requests/sec:\s+([\d.]+)", report), _found(r"99%\s+(\S+)", report)
    return f"| {name} | {rate} | {slowest} | {milliseconds:.3f} | {after.megabytes:.0f} | {size} |"


def _wait_for(body: bytes) -> bytes:
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            request = urllib.request.Request(URL, body, HEADERS)
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
                return bytes(answer.read())
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)


def _run(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"{name} is not installed")
    return found


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise SystemExit(f"wrk reported nothing like {pattern!r}:\n{text}")
    return match[1]


def _stat(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _seconds(process: int) -> float:
    return sum(int(ticks) for ticks in _stat(process)[11:13]) / os.sysconf("SC_CLK_TCK")


def _megabytes(process: int) -> float:
    pages = _stat(process)[21:22]
    return int(pages[0]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if pages else 0.0


def _children(parent: int) -> list[int]:
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    below = [each for each in found if _stat(each)[1:2] == [str(parent)]]
    return [*below, *(each for child in below for each in _children(child))]


if __name__ == "__main__":
    main()
