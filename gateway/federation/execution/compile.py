"""The executor's first step, once for each plan: everything that does not depend on a request.

Where conditions on variables decide what the answer holds, there is one program for each outcome,
made when it is first needed. Only the most recent ones are kept, since the client chooses how many
there are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphql import GraphQLSchema

from gateway.federation.execution.program import Program, build_program
from gateway.federation.execution.specialise import condition_variables, specialise
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.supergraph.model import Supergraph

_PROGRAMS_KEPT = 16


@dataclass(slots=True)
class CompiledPlan:
    """A plan and the programs made from it; lives as long as the plan is cached.

    Attributes:
        conditions: the variables that decide which program runs.
        is_always_careful: never take the typed path; for tests and for looking into a doubt.
    """

    plan: QueryPlan
    supergraph: Supergraph
    api_schema: GraphQLSchema | None
    conditions: tuple[str, ...]
    is_always_careful: bool = False
    _programs: OrderedDict[tuple[bool, ...], Program] = field(default_factory=OrderedDict)

    def program_for(self, variables: Mapping[str, object]) -> Program:
        """The program for coerced variables (defaults filled in)."""
        outcome = tuple(variables.get(name) is True for name in self.conditions)
        program = self._programs.get(outcome)
        if program is None:
            assignment = dict(zip(self.conditions, outcome, strict=True))
            plan = specialise(self.plan, assignment)
            program = build_program(plan, self.plan, self.supergraph, self.api_schema)
            self._programs[outcome] = program
            if len(self._programs) > _PROGRAMS_KEPT:
                self._programs.popitem(last=False)
        elif len(self._programs) > 1:
            self._programs.move_to_end(outcome)
        return program


def compile_plan(
    plan: QueryPlan, supergraph: Supergraph, api_schema: GraphQLSchema | None = None
) -> CompiledPlan:
    """Compile a plan.

    Args:
        plan: from the planner.
        supergraph: the same that the plan was made for.
        api_schema: answers introspection; may be left out for operations without it.
    """
    compiled = CompiledPlan(plan, supergraph, api_schema, condition_variables(plan))
    if not compiled.conditions:
        compiled.program_for({})
    return compiled
