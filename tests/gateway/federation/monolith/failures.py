"""What must hold when a resolver fails or a subgraph is dead: the nulls are the monolith's.

Where a resolver fails, monolith and gateway fail in the same field, so the answers are equal. Where
a subgraph is dead, the gateway may also lack what that one should have led to: its answer lies
between nothing and the answer of a monolith in which only the dead subgraph's own fields fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH
from tests.gateway.federation.monolith.damage import Path, damage, fits
from tests.gateway.federation.monolith.data import IDENTIFYING
from tests.gateway.federation.monolith.question import Question
from tests.gateway.federation.monolith.worlds import World

Coordinate = tuple[str, str]
_DEAD = FetchFailure("The subgraph cannot be reached.")


def resolvers_that_may_fail(question: Question) -> list[Coordinate]:
    """Fields that the operation may ask for, and that nothing else is made of.

    Not ``far``: where its key is null it is never asked for, and so does not fail. Nor what is
    never null in some subgraph, or passes its null on to something that is, or that something else
    may be made of: there its failure reaches further. Nor, where a subgraph knows an interface as
    one object, what takes an object's only witness of its type along.
    """
    schema = question.world.schema
    fields = [each for known in schema.objects.values() for each in known.values()]
    inputs = " ".join(each.inputs for each in fields)
    needed = {*re.findall(r"\w+", inputs), *IDENTIFYING, *schema.names_in_contexts, "far"}
    knows_one_object = OBJECTS_GRAPH in question.world.cut.graphs
    asked = {*re.findall(r"\w+", question.operation.text)}
    stays_where_it_is = not knows_one_object and not any(
        each.is_never_null or each.inputs
        for known in schema.objects.values()
        for name, each in known.items()
        if name in asked
    )
    return [
        (type_name, name)
        for type_name, known in schema.objects.items()
        for name, each in known.items()
        if name in asked - needed and not each.is_hidden and not each.is_never_null
        if stays_where_it_is or not each.type_text.endswith("!")
    ]


def the_nulls_are_the_monoliths(question: Question) -> Outcome:
    """Compare data and errors where some resolvers fail.

    Where several fields fail below one null, either side may have noticed any of them first: the
    errors are compared by the nulls that they have led to.
    """
    expected = question.expected()
    outcome = question.ask_both_ways()
    assert outcome.data_text == json.dumps(expected.data)
    expected_paths = [tuple(each.path or ()) for each in expected.errors or ()]
    assert _nulls_of(outcome.data, _told(outcome)) == _nulls_of(expected.data, expected_paths)
    # Where several subgraphs share a field, each may tell why it failed.
    by_whom = {(str(each["path"]), each["extensions"].get("subgraph")) for each in outcome.errors}
    assert len(by_whom) == len(outcome.errors)
    return outcome


def no_more_is_lost_than_the_dead_had(dead: str, question: Question) -> Outcome:
    """Compare with the clean answer and with a monolith whose failing fields are the dead one's."""
    mute = {each.id: _DEAD for each in question.compiled.plan.fetches if each.subgraph == dead}
    outcome = question.ask_both_ways(mute)
    root = outcome.run._program.root
    clean = question.expected().data
    lost = frozenset(_only_in(question.world, dead, question.weather.labels))
    least = question.expected(replace(question.weather, failing=lost))
    assert outcome.data is None or fits(outcome.data, root)
    found = damage(clean, outcome.data, root)
    if not found.untold:
        damage(least.data, outcome.data, root)
    was_asked = any(subgraph == dead for _, subgraph, _ in outcome.sent)
    assert bool(outcome.errors) == was_asked
    assert was_asked or outcome.data_text == json.dumps(clean)
    require_explained(found.nulls, outcome)
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
