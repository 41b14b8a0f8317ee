"""``unisono serve --supergraph``: a gateway that carries nothing of the order process."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import sys
from gateway import cli
from gateway.packaged_schema import SUPERGRAPH
from gateway.server.plain import open_plain_gateway
open_plain_gateway(SUPERGRAPH.read_text(encoding="utf-8"))
print(*sorted({"dbos", "sqlalchemy", "strawberry"} & set(sys.modules)))
"""


def test_a_plain_gateway_loads_neither_dbos_nor_sqlalchemy_nor_strawberry():
    found = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""


def test_the_command_line_loads_no_http_client_of_the_other_commands():
    asked = "print(*sorted({'httpx', 'rich'} & set(sys.modules)))"
    program = f"import sys; from gateway.cli import _parse; _parse(['serve']); {asked}"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == ""
