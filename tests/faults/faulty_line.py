"""A line between two processes that does to the next requests what it is told."""

from __future__ import annotations

import socket
import struct
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Self

PIECE = 65536
STALL_SECONDS = 5.0
MARK = b"POST /graphql"
RESET_AT_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class FaultyLine:
    """Listens on ``port`` and passes on to ``target``; requests are not pipelined."""

    port: int
    target: int
    faults: deque[str] = field(default_factory=deque)
    """What befalls the next calls, one each: "request dropped", "answer dropped", "stalled"."""
    _open: set[socket.socket] = field(default_factory=set)
    _closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            self._listener.setsockopt(socket.SOL_SOCKET, option, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        _end(self._listener)
        self._listener.close()
        self.reset()

    def reset(self) -> None:
        """Every open connection ends at once, on both sides, whatever is under way on it."""
        for line in list(self._open):
            _set_reset(line)
            _end(line)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.socket() as server:
            try:
                server.connect(("127.0.0.1", self.target))
            except OSError:
                _set_reset(client)
                return
            self._open |= {client, server}
            silent = threading.Event()
            back = threading.Thread(target=_pass_back, args=(server, client, silent), daemon=True)
            back.start()
            self._pass_on(client, server, silent)
            _end(server)
            _end(client)
            back.join()
            self._open -= {client, server}

    def _pass_on(
        self, client: socket.socket, server: socket.socket, silent: threading.Event
    ) -> None:
        is_dropping = False
        while request := _received(client):
            if is_dropping:
                continue
            fault = self.faults.popleft() if self.faults and request.startswith(MARK) else None
            is_dropping = fault == "request dropped"
            if fault in ("request dropped", "answer dropped"):
                silent.set()
            if is_dropping:
                continue
            if fault == "stalled" and self._closing.wait(STALL_SECONDS):
                return
            if not _sent(server, request):
                return


def _pass_back(server: socket.socket, client: socket.socket, silent: threading.Event) -> None:
    while answer := _received(server):
        # What is not passed on was carried out all the same; nobody will hear of it.
        if not silent.is_set() and not _sent(client, answer):
            break
    if not silent.is_set():
        _end(client)


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(PIECE)
    except OSError:
        return b""


def _sent(line: socket.socket, data: bytes) -> bool:
    try:
        line.sendall(data)
    except OSError:
        return False
    return True


def _set_reset(line: socket.socket) -> None:
    try:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
    except OSError:
        return


def _end(line: socket.socket) -> None:
    """Wakes whoever reads it; a plain close would not."""
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
