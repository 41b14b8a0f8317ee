"""Laws of failure, over random worlds in which one reply is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.damage import damage, fits
from tests.gateway.federation.monolith.operations import RandomOperation, operations
from tests.gateway.federation.monolith.random_run import RandomRun
from tests.gateway.federation.monolith.worlds import World, worlds

_WORLDS, _OPERATIONS = 20, 5
_USELESS: list[Any] = [
    FetchFailure("The subgraph cannot be reached."),
    b"<html>502</html>",
    b"[]",
    b'{"data": 5}',
    b'{"data": null}',
    b'{"data": null, "errors": [{"message": "no"}]}',
    b'{"errors": [{"message": "no", "path": "odd"}, 5]}',
    b'{"data": {"_entities": []}}',
    b"\xff",
]
_HOLES = [None, 5, "missing"]


def test_a_useless_reply_leaves_nulls_that_errors_explain_and_nothing_else_changes(
    random_run: RandomRun,
):
    def check(data: st.DataObject, world: World, operation: RandomOperation) -> None:
        compiled = world.compile(operation)
        clean = world.run(compiled, operation)
        for fetch_id in dict.fromkeys(each for each, _, _ in clean.sent):
            useless = data.draw(st.sampled_from(_USELESS))
            outcome = run_both_ways(world, compiled, operation, {fetch_id: useless})
            paths = require_only_damage(clean, outcome)
            assert outcome.errors
            for path in paths:
                assert any(_is_above(path, each) or _is_above(each, path) for each in told(outcome))

    random_run.over(_WORLDS, _over_operations(check))


def test_a_reply_with_a_hole_nulls_no_more_than_the_schema_demands(random_run: RandomRun):
    def check(data: st.DataObject, world: World, operation: RandomOperation) -> None:
        compiled = world.compile(operation)
        clean = world.run(compiled, operation)
        for fetch_id in dict.fromkeys(each for each, _, _ in clean.sent):
            punch = _punch(data.draw(st.sampled_from(_HOLES)), data.draw(st.integers(0, 1000)))
            outcome = run_both_ways(world, compiled, operation, {fetch_id: punch})
            require_only_damage(clean, outcome)

    random_run.over(_WORLDS, _over_operations(check))


def run_both_ways(
    world: World, compiled: CompiledPlan, operation: RandomOperation, instead: dict[int, Any]
) -> Outcome:
    """A run that may start typed, and one that is careful from the start: all is the same."""
    outcome = world.run(compiled, operation, instead)
    compiled.is_always_careful = True
    careful = world.run(compiled, operation, instead)
    compiled.is_always_careful = False
    assert (careful.body, careful.sent) == (outcome.body, outcome.sent)
    return outcome


def require_only_damage(clean: Outcome, outcome: Outcome) -> list[tuple[str | int, ...]]:
    """The new nulls; no place has two errors."""
    root = outcome.run._program.root
    assert outcome.data is None or fits(outcome.data, root)
    paths = told(outcome)
    assert len(set(paths)) == len(paths)
    return damage(clean.data, outcome.data, root).nulls


def told(outcome: Outcome) -> list[tuple[str | int, ...]]:
    """Where errors stand."""
    return [tuple(error["path"]) for error in outcome.errors if "path" in error]


def _over_operations(
    check: Callable[[st.DataObject, World, RandomOperation], None],
) -> Callable[[st.DataObject], None]:
    def example(data: st.DataObject) -> None:
        world = data.draw(worlds())
        for _ in range(_OPERATIONS):
            check(data, world, data.draw(operations(world.schema)))

    return example


def _is_above(above: tuple[str | int, ...], path: tuple[str | int, ...]) -> bool:
    return path[: len(above)] == above


def _punch(hole: Any, choice: int) -> Callable[[Any], Any]:
    def punch(reply: Any) -> Any:
        spots = list(_spots(reply["data"], composites_only=hole == 5))
        if spots:
            parent, key = spots[choice % len(spots)]
            if hole == "missing" and isinstance(parent, dict):
                del parent[key]
            else:
                parent[key] = None if hole == "missing" else hole
        return reply

    return punch


def _spots(value: Any, *, composites_only: bool) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) below, outside of custom scalars."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        if key in ("amount", "currency"):
            continue
        # A custom scalar may be an object too: any other value is as good.
        is_composite = isinstance(inner, dict) and "amount" not in inner
        if is_composite or not composites_only:
            yield value, key
        if isinstance(inner, dict | list):
            yield from _spots(inner, composites_only=composites_only)
