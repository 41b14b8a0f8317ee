"""The law of federation: a schema cut into subgraphs and put together again answers as before.

Random schemas and data are cut into two to six subgraphs, composed, planned and executed; the
answer is compared, as text, with graphql-core's over the schema before it was cut. Each executor
plays only its subgraph, so that the cut is the only difference.

Every run takes a fresh seed, tells it in its summary, and is repeated by ``--hypothesis-seed=N``.
Where ``CI`` is set the seed is fixed, so that a commit always gets the same verdict. ``--full`` runs
ten times as many.
"""

import json

from graphql import build_schema, lexicographic_sort_schema, print_schema, validate
from hypothesis import strategies as st

from gateway.federation.execution.compile import CompiledPlan
from tests.gateway.federation.execution.subgraphs import Outcome
from tests.gateway.federation.monolith.coverage import OPERATIONS, SCHEMAS, Coverage
from tests.gateway.federation.monolith.operations import RandomOperation, operations
from tests.gateway.federation.monolith.printing import monolith_sdl
from tests.gateway.federation.monolith.random_run import RandomRun
from tests.gateway.federation.monolith.worlds import World, worlds


def test_cut_composed_planned_and_executed_the_answer_is_the_monoliths(random_run: RandomRun):
    coverage = Coverage()

    def every_answer_is_the_monoliths(data: st.DataObject) -> None:
        world = data.draw(worlds())
        assert api_text(world) == monolith_text(world)
        coverage.see_world(world)
        for _ in range(OPERATIONS // SCHEMAS):
            operation = data.draw(operations(world.schema))
            compiled = world.compile(operation)
            outcome = require_the_monoliths_answer(world, operation, compiled)
            coverage.see_answer(operation, compiled.plan, outcome)

    random_run.over(SCHEMAS, every_answer_is_the_monoliths)
    random_run.tell("\n".join(coverage.report()))
    assert coverage.missing(random_run.times) == []


def require_the_monoliths_answer(
    world: World, operation: RandomOperation, compiled: CompiledPlan
) -> Outcome:
    """Compare on both paths of the executor, which send the same requests."""
    assert validate(world.api_schema, operation.document) == []
    expected = world.monolith(operation)
    assert expected.errors is None
    typed = world.run(compiled, operation)
    assert typed.errors == []
    assert typed.data_text == json.dumps(expected.data)
    compiled.is_always_careful = True
    careful = world.run(compiled, operation)
    assert careful.body == typed.body
    assert careful.sent == typed.sent
    return typed


def api_text(world: World) -> str:
    """What clients see of the supergraph."""
    return print_schema(lexicographic_sort_schema(world.api_schema))


def monolith_text(world: World) -> str:
    """What clients would see of the monolith."""
    monolith = build_schema(monolith_sdl(world.schema, with_hidden=False))
    return print_schema(lexicographic_sort_schema(monolith))
