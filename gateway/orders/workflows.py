"""The durable engine behind the order process: one DBOS workflow per claim.

A workflow has no steps: it may be run again from its start, because ids were made in the claim
and each participant keeps its answers by request id. DBOS only makes sure that it is run to the
end. DBOS is one per operating-system process, and so is this module's runner. On PostgreSQL several
processes share the work, each under an executor id of its own: see ``executors``.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from itertools import count
from typing import Any

import msgspec
from dbos import DBOS, Serializer, SetWorkflowID
from sqlalchemy import Engine, create_engine, event, make_url

from chassis.engines import POSTGRESQL_ARGUMENTS

APPLICATION_VERSION = "orders-1"
# A workflow in one of these states is not run again by DBOS, whatever its claim still needs. One
# that succeeded may have done so before a backup of the claims was restored.
ENDED = frozenset(("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"))
# The executor of a process that has its database alone: what its predecessor left is its own.
ONLY_EXECUTOR = "local"
Run = Callable[[str], Awaitable[None]]
_runner: dict[str, Any] = {}


class _JSON(Serializer):
    def serialize(self, data: Any) -> str:
        return msgspec.json.encode(data).decode()

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805 - the base class names it so
        return msgspec.json.decode(serialized_data)

    def name(self) -> str:
        return "json"


@DBOS.workflow()
async def carry_out(claim_id: str) -> None:
    """Run one claim on the loop of the process, whichever loop DBOS recovers it on."""
    loop = _runner["loop"]
    if loop is asyncio.get_running_loop():
        await _run(claim_id)
    else:
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_run(claim_id), loop))


def launch(database_url: str, run: Run, executor_id: str = ONLY_EXECUTOR) -> None:
    """Start DBOS beside the process's own database; the executor's own workflows are taken up."""
    _runner.update(run=run, loop=asyncio.get_running_loop(), tasks=set())
    DBOS(
        config={
            "name": "unisono-orders",
            "system_database_url": _url(database_url),
            "system_database_engine": _engine(database_url),
            "application_version": APPLICATION_VERSION,
            "executor_id": executor_id,
            "serializer": _JSON(),
            "enable_otlp": False,
            "log_level": "ERROR",
            # Nobody waits for DBOS's notifications; shutting down waits for their thread.
            "notification_listener_polling_interval_sec": 0.2,
            "notification_coalesce_sec": 0.2,
        }
    )
    DBOS.launch()


async def start(claim_id: str) -> None:
    """Start the claim's workflow; durable when this returns, and once only."""
    with SetWorkflowID(claim_id):
        await DBOS.start_workflow_async(carry_out, claim_id)


async def start_again(claim_id: str) -> None:
    """Start what was left unfinished, even when DBOS is done with it; what runs is left alone.

    The workflow that follows one that has ended has an id that everybody finds: two processes
    at once start it once.
    """
    for number in count():
        workflow_id = f"{claim_id}-again-{number}" if number else claim_id
        status = await DBOS.get_workflow_status_async(workflow_id)
        if status is None or status.status not in ENDED:
            with SetWorkflowID(workflow_id):
                await DBOS.start_workflow_async(carry_out, claim_id)
            return


async def without_workflow(claim_ids: Collection[str]) -> set[str]:
    """Those that no process runs or will run: never started, or ended."""
    ids = list(claim_ids)
    if not ids:
        return set()
    found = await DBOS.list_workflows_async(workflow_ids=ids, load_input=False, load_output=False)
    kept = {each.workflow_id for each in found if each.status not in ENDED}
    return set(ids) - kept


async def executors_at_work() -> set[str]:
    """Whose workflows are under way, be they alive or dead."""
    found = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
    return {each.executor_id for each in found if each.executor_id is not None}


async def give_away(executor_id: str) -> None:
    """Put an executor's workflows into the queue that all living executors take from.

    A repetition does no harm: each workflow is taken from the queue once. The method is DBOS's own
    for this purpose, though not a public one; ``pyproject.toml`` pins the minor version.
    """
    await asyncio.to_thread(DBOS._recover_pending_workflows, [executor_id])  # noqa: SLF001 - see above


async def drop_runs() -> None:
    """Stop what runs here; its workflows stay pending, as after a kill."""
    tasks: set[asyncio.Task[None]] = set(_runner.get("tasks", ()))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def shut_down() -> None:
    """Stop DBOS; what is unfinished is taken up at the next launch.

    A cancelled run leaves its workflow as pending as a kill would.
    """
    await drop_runs()
    await asyncio.to_thread(DBOS.destroy)
    engine = _runner.pop("engine", None)
    if engine is not None:
        engine.dispose()
    _runner.clear()


async def _run(claim_id: str) -> None:
    task = asyncio.current_task()
    _runner["tasks"].add(task)
    try:
        await _runner["run"](claim_id)
    finally:
        _runner["tasks"].discard(task)


def _url(database_url: str) -> str:
    url = make_url(database_url)
    if url.drivername == "sqlite+aiosqlite":
        # A file of its own: DBOS's checkpoints never wait for the process's writers.
        own = url.set(drivername="sqlite", database=f"{url.database}.workflows")
        return own.render_as_string(hide_password=False)
    return url.render_as_string(hide_password=False)


def _engine(database_url: str) -> Engine:
    url = make_url(_url(database_url))
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _set_pragmas)
    else:
        engine = create_engine(url, connect_args=POSTGRESQL_ARGUMENTS)
    _runner["engine"] = engine
    return engine


def _set_pragmas(connection: Any, record: object) -> None:
    del record
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
