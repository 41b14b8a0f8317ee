"""Ports that no two programs of the tests are given."""

import socket

# Bound and never listening: the system gives such a port to nobody else, while a program that
# binds with SO_REUSEADDR, as ours do, may listen on it.
_reserved: list[socket.socket] = []


def free_port() -> int:
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind(("127.0.0.1", 0))
    _reserved.append(reservation)
    return int(reservation.getsockname()[1])
