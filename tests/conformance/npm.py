"""Clients and audits that are published for Node, installed beside ``node/package.json``."""

import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "node"
INSTALLED = FOLDER / "node_modules" / ".package-lock.json"
SECONDS = 120


def require_node() -> str:
    """Node's program, its clients installed; skips the test, saying why, where there is none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node is not installed, so its clients were not tried")
    if not _is_installed():
        _install(npm)
    return node


def run_node(script: str, *arguments: str) -> str:
    """What a script of the folder prints; skips the test where it cannot run."""
    finished = _run(require_node(), script, *arguments)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def _is_installed() -> bool:
    wanted = FOLDER / "package-lock.json"
    return INSTALLED.exists() and INSTALLED.stat().st_mtime >= wanted.stat().st_mtime


def _install(npm: str) -> None:
    try:
        finished = _run(
            npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm could not install Node's clients in time, so they were not tried")
    if finished.returncode != 0:
        told = finished.stderr.strip().splitlines()
        pytest.skip(f"npm could not install Node's clients, so they were not tried: {told[:1]}")


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, check=False, cwd=FOLDER, capture_output=True, text=True, timeout=SECONDS
    )
