"""A program's socket and its HTTP server: bind, serve, stop."""

import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from chassis.errors import InputError

LARGEST_MESSAGE = 1024 * 1024


def listen(host: str, port: int) -> socket.socket:
    """Bind a TCP address; port 0 asks the system for a free one.

    Raises:
        InputError: the port is taken, or the address is not this machine's.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"cannot listen on {host}:{port}: {reason}; free the port or choose another one"
        ) from error
    return bound


async def serve(
    app: ASGIApp,
    bound: socket.socket,
    on_stop: Callable[[], None] | None = None,
    *,
    has_sockets: bool = False,
) -> None:
    """Serve until SIGINT or SIGTERM; open requests are finished first.

    ``on_stop`` is called when the end is near, so that long polls do not hold it up. Without
    ``has_sockets`` an upgrade to a WebSocket is answered as a plain request.
    """
    _settle_garbage_collection()
    config = configuration(app, has_sockets=has_sockets)
    await _Server(config, on_stop).serve(sockets=[bound])


def configuration(app: ASGIApp, *, has_sockets: bool = False) -> uvicorn.Config:
    """How every program here is served."""
    # Nobody here asks for the peer's address, so what a proxy says of it need not be looked at.
    return uvicorn.Config(
        app,
        http="httptools",
        ws="websockets-sansio" if has_sockets else "none",
        ws_max_size=LARGEST_MESSAGE,
        # A few bytes may unfold to any number, and every connection would keep its tables.
        ws_per_message_deflate=False,
        interface="asgi3",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


@contextmanager
def collection_paused() -> Iterator[None]:
    """While much is built that stays: looking through it again and again costs half the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _settle_garbage_collection() -> None:
    """Schemas and compiled statements live as long as the process: never look at them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class _Server(uvicorn.Server):
    """Tells the application that the end is near."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._on_stop is not None:
            self._on_stop()
