"""Which supergraph to serve: composed from the running services, else the last good one."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec
from strawberry.federation import Schema

from chassis.errors import InputError
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.packaged_schema import SUPERGRAPH
from gateway.subgraphs.client import SubgraphRequest, SubgraphUnreachableError
from gateway.subgraphs.http import HttpSubgraphClient

_log = logging.getLogger(__name__)
_SDL_QUERY = b'{"query":"{ _service { sdl } }"}'
TIMEOUT_SECONDS = 5.0


class _Service(msgspec.Struct):
    sdl: str


class _Data(msgspec.Struct, rename={"service": "_service"}):
    service: _Service


class _Reply(msgspec.Struct):
    data: _Data


_decode_sdl = msgspec.json.Decoder(_Reply).decode


async def find_supergraph(crm_url: str, erp_url: str, process: Schema, last_good: Path) -> str:
    """The supergraph SDL; one that composed is kept in ``last_good``.

    Raises:
        InputError: the services' schemas do not compose.
    """
    try:
        definitions = [
            await _running("crm", crm_url),
            await _running("erp", erp_url),
            SubgraphDefinition("process", "in-process", process.as_str()),
        ]
    except (SubgraphUnreachableError, ValueError) as error:
        return _fall_back(last_good, error)
    result = compose(definitions)
    if result.supergraph_sdl is None:
        errors = "; ".join(str(error) for error in result.errors)
        raise InputError(f"the services' schemas do not compose: {errors}")
    return _keep(last_good, result.supergraph_sdl)


async def _running(name: str, url: str) -> SubgraphDefinition:
    client = HttpSubgraphClient(f"{url}/graphql")
    try:
        reply = await client.send(SubgraphRequest(_SDL_QUERY, timeout_seconds=TIMEOUT_SECONDS))
    finally:
        client.close()
    answer = _decode_sdl(reply.body)
    return SubgraphDefinition(name, f"{url}/graphql", answer.data.service.sdl)


def _fall_back(last_good: Path, error: Exception) -> str:
    file = last_good if last_good.exists() else SUPERGRAPH
    if not file.exists():
        raise InputError(
            f"no supergraph: a service gave no schema ({error!r}) and none was kept in "
            f"{last_good}; start CRM and ERP first"
        ) from error
    _log.warning("a service gave no schema (%r); serving %s", error, file)
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise InputError(
            f"{file}: the supergraph kept there cannot be read: {unreadable}; remove it"
        ) from unreadable


def _keep(last_good: Path, sdl: str) -> str:
    # Whoever is killed here leaves the former one, not half of this one.
    beside = last_good.with_suffix(f".{os.getpid()}")
    beside.write_text(sdl, encoding="utf-8")
    beside.rename(last_good)
    return sdl
