"""Laws of failure, over random worlds in which one reply is not what it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.damage import Path, damage, fits
from tests.gateway.federation.monolith.failures import require_explained
from tests.gateway.federation.monolith.question import Question, random_question
from tests.gateway.federation.monolith.random_run import RandomRun
from tests.gateway.federation.monolith.worlds import random_world

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
    def check(choices: Choices, question: Question) -> None:
        clean = question.ask()
        for fetch_id in dict.fromkeys(each for each, _, _ in clean.sent):
            useless = choices.one_of(_USELESS)
            outcome = question.ask_both_ways({fetch_id: useless})
            require_explained(require_only_damage(clean, outcome), outcome)
            assert outcome.errors or outcome.data_text == clean.data_text

    random_run.over(_WORLDS, _over_operations(check))


def test_a_reply_with_a_hole_nulls_no_more_than_the_schema_demands(random_run: RandomRun):
    def check(choices: Choices, question: Question) -> None:
        clean = question.ask()
        for fetch_id in dict.fromkeys(each for each, _, _ in clean.sent):
            punch = _punch(choices.one_of(_HOLES), choices.below(1000))
            outcome = question.ask_both_ways({fetch_id: punch})
            require_only_damage(clean, outcome)

    random_run.over(_WORLDS, _over_operations(check))


def require_only_damage(clean: Outcome, outcome: Outcome) -> list[Path]:
    """The new nulls; no place has two errors."""
    root = outcome.run._program.root
    assert outcome.data is None or fits(outcome.data, root)
    paths = [tuple(error["path"]) for error in outcome.errors if "path" in error]
    assert len(set(paths)) == len(paths)
    return damage(clean.data, outcome.data, root).nulls


def _over_operations(check: Callable[[Choices, Question], None]) -> Callable[[Choices], None]:
    def example(choices: Choices) -> None:
        world = random_world(choices)
        for _ in range(_OPERATIONS):
            check(choices, random_question(choices, world).without_turns())

    return example


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
