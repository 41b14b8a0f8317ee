"""What must hold when a resolver fails or a subgraph is dead: the nulls are the monolith's.

Where a resolver fails, monolith and gateway fail in the same field, so the answers are equal. Where
a subgraph is dead, the gateway may also lack what that one should have led to: its answer lies
between nothing and the answer of a monolith in which only the dead subgraph's own fields fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from gateway.federation.execution.compile import CompiledPlan
from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.damage import Path, damage, fits
from tests.gateway.federation.monolith.data import IDENTIFYING
from tests.gateway.federation.monolith.operations import RandomOperation
from tests.gateway.federation.monolith.subgraphs import Weather
from tests.gateway.federation.monolith.worlds import World

Coordinate = tuple[str, str]
_DEAD = FetchFailure("The subgraph cannot be reached.")


def resolvers_that_may_fail(world: World, operation: RandomOperation) -> list[Coordinate]:
    """Fields that the operation may ask for, and that nothing else is made of."""
    inputs = " ".join(
        each.inputs for fields in world.schema.objects.values() for each in fields.values()
    )
    needed = {*re.findall(r"\w+", inputs), *IDENTIFYING}
    asked = {*re.findall(r"\w+", operation.text)}
    return [
        (type_name, name)
        for type_name, fields in world.schema.objects.items()
        for name, field in fields.items()
        if name in asked - needed and not field.is_hidden
    ]


def require_the_monoliths_nulls(
    world: World, compiled: CompiledPlan, operation: RandomOperation, weather: Weather
) -> Outcome:
    """Compare data and errors where some resolvers fail.

    Where several fields fail below one null, either side may have noticed any of them first: the
    errors are compared by the nulls that they have led to.
    """
    expected = world.monolith(operation, weather)
    outcome = run_both_ways(world, compiled, operation, weather=weather)
    assert outcome.data_text == json.dumps(expected.data)
    expected_paths = [tuple(each.path or ()) for each in expected.errors or ()]
    assert _nulls_of(outcome.data, _told(outcome)) == _nulls_of(expected.data, expected_paths)
    assert len(set(_told(outcome))) == len(outcome.errors)
    return outcome


def require_no_more_than_the_dead_cost(
    world: World,
    compiled: CompiledPlan,
    operation: RandomOperation,
    dead: str,
    labels: frozenset[str],
) -> Outcome:
    """Compare with the clean answer and with a monolith whose failing fields are the dead one's."""
    fair = Weather(labels)
    mute = {each.id: _DEAD for each in compiled.plan.fetches if each.subgraph == dead}
    outcome = run_both_ways(world, compiled, operation, mute, fair)
    root = outcome.run._program.root
    clean = world.monolith(operation, fair).data
    least = world.monolith(operation, Weather(labels, frozenset(_only_in(world, dead, labels))))
    assert outcome.data is None or fits(outcome.data, root)
    damage(least.data, outcome.data, root)
    found = damage(clean, outcome.data, root)
    was_asked = any(subgraph == dead for _, subgraph, _ in outcome.sent)
    assert bool(outcome.errors) == was_asked
    assert was_asked or outcome.data_text == json.dumps(clean)
    require_explained(found.nulls, outcome)
    return outcome


def run_both_ways(
    world: World,
    compiled: CompiledPlan,
    operation: RandomOperation,
    instead: dict[int, Any] | None = None,
    weather: Weather | None = None,
) -> Outcome:
    """A run that may start typed, and one that is careful from the start: all is the same."""
    outcome = world.run(compiled, operation, instead, weather or Weather())
    compiled.is_always_careful = True
    careful = world.run(compiled, operation, instead, weather or Weather())
    compiled.is_always_careful = False
    assert (careful.body, careful.sent) == (outcome.body, outcome.sent)
    return outcome


def require_explained(nulls: Iterable[Path], outcome: Outcome) -> None:
    """Above or below each new null stands an error."""
    told = _told(outcome)
    for null in nulls:
        assert any(_is_above(null, each) or _is_above(each, null) for each in told), null


def _only_in(world: World, graph: str, labels: frozenset[str]) -> Iterator[Coordinate]:
    for type_name, fields in world.schema.objects.items():
        for name in fields:
            placements = [*world.cut.placements(type_name, name)]
            owners = [one for one, each in placements if each.is_resolved_with(labels)]
            is_provided = any(each.is_provided for _, each in placements)
            if owners == [graph] and not is_provided:
                yield type_name, name


def _told(outcome: Outcome) -> list[Path]:
    return [tuple(error["path"]) for error in outcome.errors if "path" in error]


def _nulls_of(data: Any, paths: Iterable[Path]) -> set[Path]:
    return {_null_on(data, path) for path in paths}


def _null_on(data: Any, path: Path) -> Path:
    """The null that stands on a path."""
    for length, step in enumerate(path):
        if data is None:
            return path[:length]
        data = data[step]
    assert data is None, path
    return path


def _is_above(above: Path, path: Path) -> bool:
    return path[: len(above)] == above
