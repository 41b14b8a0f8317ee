"""Subgraphs in memory: one graphql-core schema over plain data plays all of them.

``Subgraphs`` answers the very bodies that a run prepares; ``drive`` is the loop that a driver is,
without any I/O. Tests replace single replies to see what a run makes of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import GraphQLSchema, build_schema, graphql_sync, parse

from gateway.federation.execution.compile import CompiledPlan, compile_plan
from gateway.federation.execution.errors import ErrorPolicy, FetchFailure
from gateway.federation.execution.run import ClientVariables, PlanRun
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.model import Supergraph
from gateway.federation.supergraph.reader import read_supergraph

Reply = bytes | FetchFailure
Instead = Mapping[int, "Reply | Callable[[Any], Any]"]


class Answers(Protocol):
    """Whoever plays the subgraphs."""

    def answer(self, body: bytes, subgraph: str, /) -> bytes: ...


@dataclass(repr=False)
class Subgraphs:
    """Data behind a schema, with ``_entities`` for everything listed in ``entities``."""

    sdl: str
    data: dict[str, Any]
    entities: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        types = list(dict.fromkeys(each["__typename"] for each in self.entities))
        extra = ""
        if types:
            extra = (
                f"scalar _Any union _Entity = {' | '.join(types)} "
                "extend type Query { _entities(representations: [_Any!]!): [_Entity]! }"
            )
        self._schema: GraphQLSchema = build_schema(f"{self.sdl} {extra}")

    def answer(self, body: bytes, _subgraph: str = "") -> bytes:
        """What the subgraph replies to this body."""
        request = json.loads(body)
        root = self.data | {"_entities": self._find_all}
        result = graphql_sync(
            self._schema, request["query"], root, variable_values=request.get("variables")
        )
        return json.dumps(result.formatted, ensure_ascii=False).encode()

    def monolith(self, text: str, variables: dict[str, Any] | None = None) -> str:
        """What graphql-core answers over the one schema, as JSON text (so order counts)."""
        result = graphql_sync(self._schema, text, self.data, variable_values=variables)
        assert result.errors is None, result.errors
        return json.dumps(result.data)

    def _find_all(self, _info: Any, representations: list[dict[str, Any]]) -> list[Any]:
        return [self._find(each) for each in representations]

    def _find(self, representation: dict[str, Any]) -> Any:
        return next(
            (
                each
                for each in self.entities
                if all(each.get(key) == value for key, value in representation.items())
            ),
            None,
        )


@dataclass(repr=False)
class Outcome:
    """What a run answered, and what it sent: (fetch id, subgraph, body) in order."""

    body: bytes
    sent: list[tuple[int, str, Any]]
    run: PlanRun

    @property
    def data(self) -> Any:
        return json.loads(self.body)["data"]

    @property
    def data_text(self) -> str:
        return json.dumps(self.data)

    @property
    def was_careful(self) -> bool:
        return self.run.is_careful

    @property
    def errors(self) -> list[dict[str, Any]]:
        return json.loads(self.body).get("errors", [])

    @property
    def error_paths(self) -> list[Any]:
        return [error.get("path") for error in self.errors]

    def representations(self, fetch_id: int) -> list[Any]:
        (body,) = (body for sent_id, _, body in self.sent if sent_id == fetch_id)
        return body["variables"]["representations"]


@dataclass(repr=False)
class World:
    """A supergraph, its planner and its data."""

    supergraph_sdl: str
    subgraphs: Subgraphs

    def __post_init__(self) -> None:
        self.supergraph: Supergraph = read_supergraph(self.supergraph_sdl)
        self.planner = Planner.of(self.supergraph)
        self.api_schema = api_schema(self.supergraph_sdl)

    def compile(self, text: str) -> CompiledPlan:
        plan = self.planner.plan(operation_from_ast(parse(text)))
        return compile_plan(plan, self.supergraph, self.api_schema)

    def run(
        self,
        text: str,
        variables: dict[str, Any] | None = None,
        instead: Instead | None = None,
        policy: ErrorPolicy | None = None,
    ) -> Outcome:
        return drive(self.compile(text), self.subgraphs, variables, instead, policy)

    def run_carefully(self, text: str, variables: dict[str, Any] | None = None) -> Outcome:
        compiled = self.compile(text)
        compiled.is_always_careful = True
        return drive(compiled, self.subgraphs, variables)


def drive(
    compiled: CompiledPlan,
    subgraphs: Answers,
    variables: dict[str, Any] | None = None,
    instead: Instead | None = None,
    policy: ErrorPolicy | None = None,
    defaults: dict[str, Any] | None = None,
) -> Outcome:
    """Run a plan; ``instead`` maps a fetch id to its reply, or to a change of the right one."""
    client_variables = ClientVariables(
        {**(defaults or {}), **(variables or {})},
        {name: json.dumps(value).encode() for name, value in (variables or {}).items()},
    )
    run = PlanRun(compiled, client_variables, policy or ErrorPolicy())
    sent: list[tuple[int, str, Any]] = []
    upcoming = run.ready()
    while upcoming:
        for prepared in upcoming:
            sent.append((prepared.fetch_id, prepared.subgraph, json.loads(prepared.body)))
            reply = (instead or {}).get(prepared.fetch_id)
            if reply is None:
                reply = subgraphs.answer(prepared.body, prepared.subgraph)
            elif callable(reply):
                right = json.loads(subgraphs.answer(prepared.body, prepared.subgraph))
                reply = json.dumps(reply(right)).encode()
            run.receive(prepared.fetch_id, reply)
        upcoming = run.ready()
    assert run.is_done
    return Outcome(run.answer(), sent, run)
