"""A stack of which every process can be struck, and every line over which one is called."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.end_to_end.stack import SERVICES, Stack, free_port
from tests.faults.faulty_line import FaultyLine
from tests.faults.schedule import Fault

FIRST_GATEWAY = "gateway"


@dataclass
class FaultyStack(Stack):
    """CRM, ERP, and ``gateways`` that share the work; several need PostgreSQL."""

    gateways: tuple[str, ...] = (FIRST_GATEWAY,)
    # Several processes start at once, again and again: on a busy machine that takes minutes.
    patience_seconds: float = 300.0
    lines: dict[str, FaultyLine] = field(default_factory=dict)
    struck: dict[str, threading.Lock] = field(default_factory=dict)
    _opened: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        for name in self.members:
            port = self.ports.setdefault(name, free_port())
            self.lines[name] = self._opened.enter_context(FaultyLine(free_port(), port))
            self.struck[name] = threading.Lock()
        try:
            super().__enter__()
            for name in self.gateways[1:]:
                self.configure(name, {each: self.url_for_gateway(each) for each in SERVICES})
                self.start(name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._opened.close()

    @property
    def members(self) -> tuple[str, ...]:
        """The names of all processes."""
        return (*SERVICES, *self.gateways)

    def url_for_gateway(self, name: str) -> str:
        return self.url_for_callers(name)

    def url_for_callers(self, name: str) -> str:
        return f"http://127.0.0.1:{self.lines[name].port}"

    def command(self, name: str) -> list[str]:
        python, _, module, *arguments = super().command(name)
        return [python, "-m", "tests.faults.failing_disk", str(self.full(name)), module, *arguments]

    def full(self, name: str) -> Path:
        return self.folder / f"{name}.full"

    def strike(self, fault: Fault) -> None:
        """Returns when the fault is over, and the process is up again."""
        lasting = {"killed": self._kill, "disk full": self._fill, "suspended": self._suspend}
        if fault.kind == "connections reset":
            self.lines[fault.process].reset()
        elif fault.kind in lasting:
            with self.struck[fault.process]:
                lasting[fault.kind](fault)
        else:
            self.lines[fault.process].faults.append(fault.kind)

    def _kill(self, fault: Fault) -> None:
        self.kill(fault.process)
        time.sleep(fault.seconds)
        self.start(fault.process)

    def _fill(self, fault: Fault) -> None:
        self.full(fault.process).touch()
        time.sleep(fault.seconds)
        self.full(fault.process).unlink()

    def _suspend(self, fault: Fault) -> None:
        process = self.processes[fault.process]
        process.send_signal(signal.SIGSTOP)
        time.sleep(fault.seconds)
        process.send_signal(signal.SIGCONT)

    def heal(self) -> None:
        for line in self.lines.values():
            line.faults.clear()
