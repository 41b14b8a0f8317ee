"""``unisono.yaml``: what the gateway is told before it starts."""

from pathlib import Path
from typing import Annotated

import msgspec

from chassis.errors import InputError
from chassis.strict_yaml import load_yaml
from gateway.server.settings import DEFAULTS, DoorSettings


class SubgraphSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A service by the URL of its root, such as ``http://127.0.0.1:8001``."""

    url: str


class SubgraphsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The two systems."""

    crm: SubgraphSettings
    erp: SubgraphSettings


class OrdersDatabaseSettings(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"
):
    """The order process's own database, as a SQLAlchemy URL.

    Attributes:
        reconcile_every_minutes: how often both systems are compared by the clock; 0 is never.
    """

    database: str
    reconcile_every_minutes: Annotated[int, msgspec.Meta(ge=0)] = 60


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file.

    Attributes:
        door: how much is shown and answered.
        supergraph: file that keeps the last supergraph that composed, for a start without the
            services.
    """

    subgraphs: SubgraphsSettings
    orders: OrdersDatabaseSettings
    listen: str = "127.0.0.1:8000"
    supergraph: str = "supergraph.graphql"
    door: DoorSettings = DEFAULTS

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of ``listen``."""
        host, _, port = self.listen.rpartition(":")
        if not host or not port.isdigit():
            raise InputError(f"listen: {self.listen!r} is no HOST:PORT; write 127.0.0.1:8000")
        return host.strip("[]"), int(port)


class PlainSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of a gateway for any supergraph: only what it shows and answers."""

    door: DoorSettings = DEFAULTS


def load_plain_settings(file: Path | None) -> PlainSettings:
    """Read the file; without one everything is as the profile has it.

    Raises:
        InputError: as ``load_settings``.
    """
    return PlainSettings() if file is None else load_yaml(file, PlainSettings)


def load_settings(file: Path) -> Settings:
    """Read the file.

    Raises:
        InputError: it cannot be read, or holds an unknown key or a value of another type.
    """
    return load_yaml(file, Settings)
