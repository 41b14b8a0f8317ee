"""One operation put to one world, in one weather: what is expected, and what the engine says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphql import ExecutionResult, get_variable_values

from gateway.federation.execution.compile import CompiledPlan, compile_plan
from gateway.federation.language.from_ast import operation_from_ast
from tests.gateway.federation.execution.subgraphs import Instead, Outcome, drive
from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.monolith_executor import answer_as_monolith
from tests.gateway.federation.monolith.operations import RandomOperation, random_operation
from tests.gateway.federation.monolith.subgraph_executor import SubgraphExecutor
from tests.gateway.federation.monolith.weather import FAIR, Turns, Weather
from tests.gateway.federation.monolith.worlds import World


@dataclass(frozen=True)
class Question:
    world: World
    operation: RandomOperation
    weather: Weather = FAIR

    @cached_property
    def compiled(self) -> CompiledPlan:
        known = operation_from_ast(self.operation.document)
        plan = self.world.planner.plan(known, labels=self.weather.labels)
        return compile_plan(plan, self.world.supergraph, self.world.api_schema)

    def expected(self, weather: Weather | None = None) -> ExecutionResult:
        """What graphql-core answers over the whole schema, maybe in another weather."""
        return answer_as_monolith(self.world.data, self.operation, weather or self.weather)

    def ask(self, instead: Instead | None = None) -> Outcome:
        """What the engine answers; ``instead`` replaces replies by fetch id."""
        definitions = self.operation.definition.variable_definitions or ()
        coerced: Any = get_variable_values(
            self.world.api_schema, definitions, self.operation.variables
        )
        players = _Players(self.world.subgraphs, self.weather, Turns())
        return drive(
            self.compiled, players, self.operation.variables, instead, defaults=coerced.coerced
        )

    def ask_both_ways(self, instead: Instead | None = None) -> Outcome:
        """A run that may start typed, and one that is careful from the start: all is the same."""
        outcome = self.ask(instead)
        self.compiled.is_always_careful = True
        careful = self.ask(instead)
        self.compiled.is_always_careful = False
        assert (careful.body, careful.sent) == (outcome.body, outcome.sent)
        return outcome

    def without_turns(self) -> Question:
        """The same where a mutation that is never asked for changes nothing of the others."""
        return replace(self, weather=replace(self.weather, counts_turns=False))

    def __str__(self) -> str:
        return f"{self.operation}\n{self.weather}"


def random_question(choices: Choices, world: World) -> Question:
    """An operation, and the labels that are active for it."""
    labels = frozenset(choices.some_of(world.cut.labels))
    return Question(world, random_operation(choices, world.schema), Weather(labels))


@dataclass(frozen=True)
class _Players:
    """All subgraphs, in one weather."""

    subgraphs: Mapping[str, SubgraphExecutor]
    weather: Weather
    turns: Turns

    def answer(self, body: bytes, subgraph: str) -> bytes:
        return self.subgraphs[subgraph].answer(body, self.weather, self.turns)
