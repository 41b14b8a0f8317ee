"""An installation whose gateway reaches CRM and ERP over lines that can fail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.databases.kinds import Databases
from tests.databases.ports import free_port
from tests.end_to_end.fault_proxy import FaultProxy
from tests.end_to_end.stack import Stack


class ProxiedStack(Stack):
    """The gateway reaches CRM and ERP over lines that can fail."""

    lines: dict[str, FaultProxy]

    def url_for_gateway(self, name: str) -> str:
        return f"http://127.0.0.1:{self.lines[name].port}"


@contextmanager
def proxied_stack(folder: Path, databases: Databases) -> Iterator[ProxiedStack]:
    """Three processes and the two lines between them."""
    proxied = ProxiedStack(folder, databases=databases)
    with ExitStack() as opened:
        proxied.lines = {
            name: opened.enter_context(FaultProxy(free_port(), proxied.ports[name]))
            for name in ("crm", "erp")
        }
        with proxied:
            yield proxied
