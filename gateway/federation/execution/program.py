"""A plan made ready to run, for one outcome of its conditions."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLSchema

from gateway.federation.execution.calls import Call, group_fetches
from gateway.federation.execution.introspection import Introspection, introspection_of
from gateway.federation.execution.shape import Place, build_shape, can_be_sent
from gateway.federation.execution.specialise import keep_fetches
from gateway.federation.execution.typed.program import TypedProgram, build_typed
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """What a run follows.

    Attributes:
        plan: without conditions.
        root: the shape of the answer.
        stages: the calls of each stage; a stage begins when the one before it has ended.
        typed: the fast way; None where only the careful one can go.
    """

    plan: QueryPlan
    supergraph: Supergraph
    root: Place
    stages: tuple[tuple[Call, ...], ...]
    introspection: Introspection | None
    typed: TypedProgram | None


def build_program(
    plan: QueryPlan, whole: QueryPlan, supergraph: Supergraph, api_schema: GraphQLSchema | None
) -> Program:
    """Prepare a plan without conditions; ``whole`` is the plan that it was made from."""
    root = build_shape(plan, supergraph)
    plan = keep_fetches(plan, lambda fetch: can_be_sent(fetch, root, supergraph))
    stages = group_fetches(plan, whole)
    calls = tuple(call for stage in stages for call in stage)
    return Program(
        plan=plan,
        supergraph=supergraph,
        root=root,
        stages=stages,
        introspection=introspection_of(plan.operation, api_schema),
        typed=None if plan.forbidden else build_typed(calls, root, supergraph),
    )
