"""A line between two processes that can be cut, or lose the answer to a request that has a mark.

Bytes are passed on as they are; a rule is looked at with every piece that a client sends.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, field
from typing import Self

PIECE = 65536


@dataclass
class FaultProxy:
    """Listens on ``port`` and passes on to ``target``, until it is closed."""

    port: int
    target: int
    is_cut: bool = False
    losing: bytes | None = None
    """The answer to the next request with this in it is never passed on."""
    cuts_at: bytes | None = None
    """A request with this in it is not passed on: the whole line is cut."""
    _lines: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.socket()
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            self._listener.setsockopt(socket.SOL_SOCKET, option, 1)
        self._listener.bind(("127.0.0.1", self.port))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """End every connection, and refuse new ones until ``is_cut`` is false again."""
        self.is_cut = True
        for line in self._lines:
            line.close()
        self._lines.clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut:
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """One connection, one exchange at a time: requests are not pipelined."""
        with client:
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            with server:
                self._lines += [client, server]
                self._pass_on(client, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        back = _Back(server, client)
        threading.Thread(target=back.run, daemon=True).start()
        while request := _received(client):
            if self.losing is not None and self.losing in request:
                self.losing, back.is_silent = None, True
            if self.cuts_at is not None and self.cuts_at in request:
                self.cuts_at = None
                self.cut()
                return
            if not _sent(server, request):
                return


@dataclass
class _Back:
    """The way of the answers."""

    server: socket.socket
    client: socket.socket
    is_silent: bool = False

    def run(self) -> None:
        while answer := _received(self.server):
            # What is not passed on was carried out all the same; nobody will hear of it.
            if not self.is_silent and not _sent(self.client, answer):
                return


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
