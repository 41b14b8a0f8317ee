"""The law of federation: a schema cut into subgraphs and put together again answers as before.

Random schemas and data are cut into two to six subgraphs, composed, planned and executed; the
answer is compared, as text, with graphql-core's over the schema before it was cut. Each executor
plays only its subgraph, so that the cut is the only difference.

Every run takes a fresh seed, tells it in its summary, and is repeated by ``--hypothesis-seed=N``.
Where ``CI`` is set the seed is fixed, so that a commit always gets the same verdict. ``--full`` runs
ten times as many.
"""

import json
from dataclasses import replace
from functools import partial

from graphql import build_schema, lexicographic_sort_schema, print_schema, validate

from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.coverage import OPERATIONS, SCHEMAS, Coverage
from tests.gateway.federation.monolith.failures import (
    no_more_is_lost_than_the_dead_had,
    resolvers_that_may_fail,
    the_nulls_are_the_monoliths,
)
from tests.gateway.federation.monolith.laws import require
from tests.gateway.federation.monolith.printing import monolith_sdl
from tests.gateway.federation.monolith.question import Question, random_question
from tests.gateway.federation.monolith.random_run import RandomRun
from tests.gateway.federation.monolith.worlds import World, random_world

_FAILURES = 6
"""Of so many operations, one is asked again while a resolver fails, one while a subgraph is dead."""


def test_cut_composed_planned_and_executed_the_answer_is_the_monoliths(
    random_run: RandomRun,
) -> None:
    coverage = Coverage()

    def every_answer_is_the_monoliths(choices: Choices) -> None:
        world = random_world(choices)
        assert api_text(world) == monolith_text(world)
        coverage.see_world(world)
        for number in range(OPERATIONS // SCHEMAS):
            question = random_question(choices, world)
            coverage.see_answer(question, require(the_answer_is_the_monoliths, question))
            if number % _FAILURES == 0:
                see_a_resolver_fail(choices, coverage, question)
            elif number % _FAILURES == 1:
                dead = choices.one_of(world.cut.graphs)
                outcome = require(
                    partial(no_more_is_lost_than_the_dead_had, dead), question.without_turns()
                )
                coverage.see_failure("a dead subgraph", outcome)

    random_run.over(SCHEMAS, every_answer_is_the_monoliths)
    random_run.tell("\n".join(coverage.report()))
    assert coverage.missing(random_run.times) == []


def the_answer_is_the_monoliths(question: Question) -> Outcome:
    """Compare on both paths of the executor, which send the same requests."""
    assert validate(question.world.api_schema, question.operation.document) == []
    expected = question.expected()
    assert expected.errors is None
    outcome = question.ask_both_ways()
    assert (outcome.errors, outcome.data_text) == ([], json.dumps(expected.data))
    return outcome


def see_a_resolver_fail(choices: Choices, coverage: Coverage, question: Question) -> None:
    """Let one of the resolvers fail that the operation may need."""
    known = resolvers_that_may_fail(question)
    if known:
        failing = frozenset({choices.one_of(known)})
        stormy = replace(question, weather=replace(question.weather, failing=failing))
        coverage.see_failure("a failing resolver", require(the_nulls_are_the_monoliths, stormy))


def api_text(world: World) -> str:
    """What clients see of the supergraph."""
    return print_schema(lexicographic_sort_schema(world.api_schema))


def monolith_text(world: World) -> str:
    """What clients would see of the monolith."""
    monolith = build_schema(monolith_sdl(world.schema, with_hidden=False))
    return print_schema(lexicographic_sort_schema(monolith))
