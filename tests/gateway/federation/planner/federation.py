"""A supergraph, the subgraphs that it describes, and one schema that holds everything.

Each subgraph's schema is derived from the supergraph, with no more than that subgraph knows, so an
operation that it could not answer is refused there. All play on the same data: plain dictionaries,
found again by what a representation says of them. ``Federation.check`` plans, executes by the
gateway's executor, and compares with graphql-core over the whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from graphql import GraphQLSchema, build_schema, graphql_sync, parse

from gateway.federation.execution.compile import compile_plan
from gateway.federation.execution.run import ClientVariables, PlanRun
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.response_path import show
from gateway.federation.plan.nodes import QueryPlan
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.model import FieldInfo, Supergraph, TypeInfo, TypeKind
from gateway.federation.supergraph.reader import read_supergraph

Data = dict[str, Any]


@dataclass(repr=False)
class Federation:
    """What one test plays in.

    Attributes:
        data: the fields of the root types. ``entities``: all that can be asked for by a key.
        labels: the active labels of ``@override``. ``granted``: None: everything.
    """

    sdl: str
    data: Data
    entities: list[Data] = field(default_factory=list)
    labels: frozenset[str] = frozenset()
    granted: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.supergraph = read_supergraph(self.sdl)
        self.planner = Planner.of(self.supergraph)
        self.schema = api_schema(self.sdl)
        self.subgraphs = {
            name: Subgraph(subgraph_schema(self.supergraph, name), self)
            for name in self.supergraph.subgraphs
        }

    def plan(self, text: str) -> QueryPlan:
        operation = operation_from_ast(parse(text))
        return self.planner.plan(operation, labels=self.labels, granted=self.granted)

    def show(self, text: str) -> list[str]:
        """Each fetch on a line: number, what it waits for, subgraph, place, what it selects."""
        return [
            f"{fetch.id} {list(fetch.after)} {fetch.subgraph} {show(fetch.path)}: "
            + _selected(fetch.operation_text)
            for fetch in self.plan(text).fetches
        ]

    def check(self, text: str, variables: Data | None = None) -> Any:
        """The answer, which must be the monolith's, whichever way the run takes."""
        answers = [self.execute(text, variables, is_careful=each) for each in (False, True)]
        monolith = graphql_sync(
            self.schema,
            text,
            self.data,
            variable_values=variables,
            type_resolver=lambda value, *_: value["__typename"],
        )
        assert monolith.errors is None, monolith.errors
        for answer in answers:
            assert answer.get("errors") is None, answer["errors"]
            assert json.dumps(answer["data"]) == json.dumps(monolith.data)
        return answers[0]["data"]

    def check_all(self, text: str) -> None:
        """The same for every outcome of the operation's Boolean variables."""
        names = re.findall(r"\$(\w+): Boolean!", text)
        for values in product([True, False], repeat=len(names)):
            self.check(text, dict(zip(names, values, strict=True)))

    def execute(self, text: str, variables: Data | None = None, *, is_careful: bool = False) -> Any:
        """The gateway's answer."""
        compiled = compile_plan(self.plan(text), self.supergraph, self.schema)
        compiled.is_always_careful = is_careful
        raw = {name: json.dumps(value).encode() for name, value in (variables or {}).items()}
        run = PlanRun(compiled, ClientVariables(variables or {}, raw))
        while upcoming := run.ready():
            for prepared in upcoming:
                reply = self.subgraphs[prepared.subgraph].answer(json.loads(prepared.body))
                run.receive(prepared.fetch_id, json.dumps(reply).encode())
        return json.loads(run.answer())

    def find(self, representation: Data) -> Data | None:
        """The entity that all of a representation is true of."""
        names = self.supergraph.possible_types[representation["__typename"]]
        return next(
            (
                each
                for each in self.entities
                if each["__typename"] in names and _is_true(representation, each)
            ),
            None,
        )


@dataclass(repr=False)
class Subgraph:
    """One subgraph over the common data."""

    schema: GraphQLSchema
    federation: Federation

    def answer(self, request: Data) -> Any:
        """What it replies."""
        root = self.federation.data | {"_entities": self._find_all}
        result = graphql_sync(
            self.schema,
            request["query"],
            root,
            variable_values=request.get("variables"),
            type_resolver=self._type_of,
        )
        return result.formatted

    def _find_all(self, _info: Any, representations: list[Data]) -> list[Any]:
        for each in representations:
            assert each["__typename"] in self.schema.type_map, each
        return [self.federation.find(each) for each in representations]

    def _type_of(self, value: Data, _info: Any, abstract: Any) -> str:
        name = value["__typename"]
        if name in self.schema.type_map:
            return str(name)
        interfaces = self.federation.supergraph.types[name].interfaces
        possible = {each.name for each in self.schema.get_possible_types(abstract)}
        return next(each for each in interfaces if each in possible)


def subgraph_schema(supergraph: Supergraph, name: str) -> GraphQLSchema:
    """What one subgraph declares, as far as the supergraph tells."""
    types = [info for info in supergraph.types.values() if name in info.owners]
    parts = [_definition(info, name) for info in types]
    entities = [each.name for each in types if each.owners[name].keys and _is_object(each, name)]
    if "type Query " not in " ".join(parts):
        parts.append("type Query { _unused: String }")
    if entities:
        parts.append(f"scalar _Any union _Entity = {' | '.join(entities)}")
        parts.append("extend type Query { _entities(representations: [_Any!]!): [_Entity]! }")
    return build_schema("\n".join(parts))


def _is_object(info: TypeInfo, subgraph: str) -> bool:
    return info.kind is TypeKind.OBJECT or info.owners[subgraph].is_interface_object


def _definition(info: TypeInfo, subgraph: str) -> str:
    if info.kind is TypeKind.SCALAR:
        return f"scalar {info.name}"
    if info.kind is TypeKind.ENUM:
        return f"enum {info.name} {{ {' '.join(info.enum_values)} }}"
    if info.kind is TypeKind.UNION:
        members = [member for member, where in info.members.items() if subgraph in where]
        return f"union {info.name} = {' | '.join(members)}"
    word = {TypeKind.INPUT: "input", TypeKind.INTERFACE: "interface"}.get(info.kind, "type")
    if info.kind is TypeKind.INTERFACE and info.owners[subgraph].is_interface_object:
        word = "type"
    implemented = [each for each, where in info.interfaces.items() if subgraph in where]
    implements = f" implements {' & '.join(implemented)}" if implemented else ""
    fields = [
        _field(each, subgraph)
        for each in info.fields.values()
        if info.kind is TypeKind.INPUT or subgraph in each.owners
    ]
    return f"{word} {info.name}{implements} {{ {' '.join(fields) or '_unused: String'} }}"


def _field(info: FieldInfo, subgraph: str) -> str:
    arguments = ", ".join(
        f"{each.name}: {each.type}" + (f" = {each.default_text}" if each.default_text else "")
        for each in info.arguments.values()
    )
    owner = info.owners.get(subgraph)
    if owner and owner.context_arguments:
        own = ", ".join(f"{each.name}: {each.type}" for each in owner.context_arguments)
        arguments = f"{arguments}, {own}" if arguments else own
    reference = (owner.type if owner else None) or info.type
    return f"{info.name}{f'({arguments})' if arguments else ''}: {reference}"


def _is_true(said: Any, known: Any) -> bool:
    if callable(known):
        return True
    if isinstance(said, dict):
        return isinstance(known, dict) and all(
            name == "__typename" or _is_true(value, known.get(name)) for name, value in said.items()
        )
    if isinstance(said, list):
        return isinstance(known, list) and all(map(_is_true, said, known))
    return bool(said == known)


def _selected(text: str) -> str:
    """The operation without what every entity fetch begins and ends with."""
    start = "_entities(representations: $representations) "
    if start not in text:
        return text.removeprefix("query ")
    return text[text.index(start) + len(start) :].removesuffix(" }")


def supergraph(graphs: str, definitions: str) -> str:
    """A supergraph SDL of subgraphs with these one-letter names."""
    values = "\n".join(
        f'  {graph.upper()} @join__graph(name: "{graph}", url: "http://{graph}")'
        for graph in graphs
    )
    return f"enum join__Graph {{\n{values}\n}}\n{definitions}"
