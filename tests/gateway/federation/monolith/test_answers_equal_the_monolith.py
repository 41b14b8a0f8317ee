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

from graphql import build_schema, lexicographic_sort_schema, print_schema, validate
from hypothesis import strategies as st

from gateway.federation.execution.compile import CompiledPlan
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.coverage import OPERATIONS, SCHEMAS, Coverage
from tests.gateway.federation.monolith.failures import (
    require_no_more_than_the_dead_cost,
    require_the_monoliths_nulls,
    resolvers_that_may_fail,
    run_both_ways,
)
from tests.gateway.federation.monolith.operations import RandomOperation, operations
from tests.gateway.federation.monolith.printing import monolith_sdl
from tests.gateway.federation.monolith.random_run import RandomRun
from tests.gateway.federation.monolith.subgraphs import Weather
from tests.gateway.federation.monolith.worlds import World, worlds

_FAILURES = 6
"""Of so many operations, one is asked again while a resolver fails, one while a subgraph is dead."""


def test_cut_composed_planned_and_executed_the_answer_is_the_monoliths(random_run: RandomRun):
    coverage = Coverage()

    def every_answer_is_the_monoliths(data: st.DataObject) -> None:
        world = data.draw(worlds())
        assert api_text(world) == monolith_text(world)
        coverage.see_world(world)
        for number in range(OPERATIONS // SCHEMAS):
            weather = Weather(data.draw(_some_of(world.cut.labels)))
            operation = data.draw(operations(world.schema))
            compiled = world.compile(operation, weather)
            outcome = require_the_monoliths_answer(world, operation, compiled, weather)
            coverage.see_answer(operation, compiled.plan, outcome, weather)
            if number % _FAILURES == 0:
                see_a_resolver_fail(data, coverage, (world, operation, compiled, weather))
            elif number % _FAILURES == 1:
                dead = data.draw(st.sampled_from(world.cut.graphs))
                outcome = require_no_more_than_the_dead_cost(
                    world, compiled, operation, dead, weather.labels
                )
                coverage.see_failure("a dead subgraph", outcome)

    random_run.over(SCHEMAS, every_answer_is_the_monoliths)
    random_run.tell("\n".join(coverage.report()))
    assert coverage.missing(random_run.times) == []


def require_the_monoliths_answer(
    world: World, operation: RandomOperation, compiled: CompiledPlan, weather: Weather
) -> Outcome:
    """Compare on both paths of the executor, which send the same requests."""
    assert validate(world.api_schema, operation.document) == []
    expected = world.monolith(operation, weather)
    assert expected.errors is None
    outcome = run_both_ways(world, compiled, operation, weather=weather)
    assert outcome.errors == []
    assert outcome.data_text == json.dumps(expected.data)
    return outcome


def see_a_resolver_fail(
    data: st.DataObject,
    coverage: Coverage,
    of: tuple[World, RandomOperation, CompiledPlan, Weather],
) -> None:
    """Let one of the resolvers fail that the operation may need."""
    world, operation, compiled, weather = of
    choices = resolvers_that_may_fail(world, operation)
    if choices:
        failing = frozenset({data.draw(st.sampled_from(choices))})
        outcome = require_the_monoliths_nulls(
            world, compiled, operation, replace(weather, failing=failing)
        )
        coverage.see_failure("a failing resolver", outcome)


def _some_of(labels: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(labels)) if labels else st.just(frozenset())


def api_text(world: World) -> str:
    """What clients see of the supergraph."""
    return print_schema(lexicographic_sort_schema(world.api_schema))


def monolith_text(world: World) -> str:
    """What clients would see of the monolith."""
    monolith = build_schema(monolith_sdl(world.schema, with_hidden=False))
    return print_schema(lexicographic_sort_schema(monolith))
