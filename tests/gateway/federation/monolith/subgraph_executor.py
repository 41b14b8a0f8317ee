"""One strict executor for each subgraph.

A subgraph answers only what it may: an external field only where it provides it, a computed one
only from what the request's representation brought. Whatever else is asked is an error, so that a
plan that asks the wrong subgraph cannot look right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as member
from typing import Any

from graphql import (
    FieldNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    build_schema,
    graphql_sync,
)

from tests.gateway.federation.monolith.cut import Cut, Placement
from tests.gateway.federation.monolith.data import (
    OBJECTS,
    Data,
    LostError,
    Ref,
    each,
    selections_of,
)
from tests.gateway.federation.monolith.weather import Turns, Weather

_ENTITIES = (
    "scalar _Any union _Entity = {members} "
    "{query} Query {{ _entities(representations: [_Any!]!): [_Entity]! }}"
)


@dataclass(frozen=True)
class Seen:
    """An object as one subgraph sees it in one request.

    Attributes:
        representation: what the gateway sent for it, if it came by ``_entities``.
        provided: what the field that led here provides.
    """

    ref: Ref
    representation: Mapping[str, Any] | None = None
    provided: tuple[SelectionSetNode, ...] = ()


@dataclass
class SubgraphExecutor:
    """One subgraph over the data that all share."""

    cut: Cut
    graph: str
    sdl: str
    data: Data
    schema: GraphQLSchema = member(init=False)
    known: dict[tuple[bytes, Weather], bytes] = member(default_factory=dict)

    def __post_init__(self) -> None:
        entities = [
            name
            for name, each in self.cut.types[self.graph].items()
            if any(each.keys.values()) and self._is_object_type(name)
        ]
        extra = ""
        if entities:
            query = "extend type" if "Query" in self.cut.types[self.graph] else "type"
            extra = _ENTITIES.format(members=" | ".join(entities), query=query)
        elif "Query" not in self.cut.types[self.graph]:
            extra = "type Query { nothing: Int }"
        self.schema = build_schema(f"{self.sdl}\n{extra}", assume_valid=True, assume_valid_sdl=True)

    def answer(self, body: bytes, weather: Weather, turns: Turns) -> bytes:
        """What the subgraph replies; the same for the same body, unless that is a mutation."""
        request = json.loads(body)
        if request["query"].startswith("mutation"):
            return self._answer(request, (weather, turns))
        question = (body, weather)
        if question not in self.known:
            self.known[question] = self._answer(request, (weather, turns))
        return self.known[question]

    def _answer(self, request: Any, context: tuple[Weather, Turns]) -> bytes:
        result = graphql_sync(
            self.schema,
            request["query"],
            variable_values=request.get("variables"),
            context_value=context,
            field_resolver=self._resolve,
            type_resolver=lambda seen, *_: self._type_of(seen),
        )
        return json.dumps(result.formatted, ensure_ascii=False).encode()

    def _resolve(self, source: Seen | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        name = info.field_name
        if name == "_entities":
            return [self._find(each) for each in arguments["representations"]]
        seen = source or Seen(Ref(info.parent_type.name, 0))
        placement = self.cut.types[self.graph][info.parent_type.name].fields[name]
        granted = tuple(_granted(seen, name))
        weather, turns = info.context
        weather.require(seen.ref, name)
        if not placement.is_resolved_with(weather.labels) and not granted:
            raise LostError(f"{self.graph} does not resolve {seen.ref.type_name}.{name}")
        inputs = self._inputs(seen, name, placement, is_granted=bool(granted))
        if placement.context_argument:
            inputs = json.dumps(arguments.pop("above"))
        if info.parent_type.name == "Mutation" and weather.counts_turns:
            inputs = turns.take()
        arguments.pop("own", None)
        value = self.data.value(seen.ref, name, arguments, inputs)
        if placement.provides:
            granted = (*granted, selections_of(placement.provides))
        return each(value, lambda it: Seen(it, None, granted) if isinstance(it, Ref) else it)

    def _inputs(self, seen: Seen, name: str, placement: Placement, *, is_granted: bool) -> str:
        field = self.cut.schema.objects[seen.ref.type_name][name]
        if is_granted or not placement.requires:
            return self.data.inputs(seen.ref, field)
        if seen.representation is None:
            raise LostError(f"{self.graph} got no representation for {seen.ref.type_name}.{name}")
        sent = _project(seen.representation, selections_of(placement.requires))
        return json.dumps(sent, sort_keys=True)

    def _find(self, representation: Mapping[str, Any]) -> Seen:
        """The object that a representation means, by a key that this subgraph resolves."""
        name = representation["__typename"]
        for key, is_resolvable in self.cut.types[self.graph][name].keys.items():
            selections = selections_of(key)
            if is_resolvable and _has(representation, selections):
                wanted = _project(representation, selections)
                if None in wanted.values():
                    raise LostError(f"{self.graph} was asked for {name} by a null key")
                for ref in self._objects_of(name):
                    if self.data.project(ref, selections) == wanted:
                        return Seen(ref, representation)
        raise LostError(f"{self.graph} knows no {name} by {representation}")

    def _objects_of(self, name: str) -> list[Ref]:
        members = self.cut.schema.members(name)
        return [Ref(member, number) for member in members for number in range(OBJECTS)]

    def _is_object_type(self, name: str) -> bool:
        is_abstract = self.cut.schema.is_abstract(name)
        return not is_abstract or self.cut.is_interface_object(self.graph, name)

    def _type_of(self, seen: Seen) -> str:
        """An interface object has no other name than the interface's."""
        (known, *others) = self.cut.types[self.graph]
        is_object = (
            self.cut.is_interface_object(self.graph, known) and seen.ref.type_name not in others
        )
        return known if is_object else seen.ref.type_name


def _granted(seen: Seen, name: str) -> list[SelectionSetNode]:
    """What is provided below a field; empty when the field is not provided."""
    return [
        node.selection_set or SelectionSetNode(selections=())
        for selections in seen.provided
        for node in _flat(seen.ref.type_name, selections)
        if node.name.value == name
    ]


def _flat(type_name: str, selections: SelectionSetNode) -> list[FieldNode]:
    nodes: list[FieldNode] = []
    for node in selections.selections:
        if isinstance(node, FieldNode):
            nodes.append(node)
        elif node.type_condition.name.value == type_name:  # type: ignore[attr-defined]
            nodes += _flat(type_name, node.selection_set)  # type: ignore[attr-defined]
    return nodes


def _has(representation: Mapping[str, Any], selections: SelectionSetNode) -> bool:
    return all(
        node.name.value in representation
        for node in selections.selections
        if isinstance(node, FieldNode)
    )


def _project(sent: Mapping[str, Any], selections: SelectionSetNode) -> dict[str, Any]:
    """What a representation brought of a field set; an abstract object must tell its type."""
    shown: dict[str, Any] = {}
    for node in selections.selections:
        if isinstance(node, InlineFragmentNode):
            if "__typename" not in sent:
                raise LostError(f"no __typename was sent, only {sorted(sent)}")
            if node.type_condition and sent["__typename"] == node.type_condition.name.value:
                shown |= _project(sent, node.selection_set)
            continue
        if not isinstance(node, FieldNode):
            raise AssertionError("field sets here have no named fragments")
        name = node.name.value
        if name not in sent:
            raise LostError(f"{name} was not sent, only {sorted(sent)}")
        shown[name] = _project_below(sent[name], node.selection_set)
    return shown


def _project_below(value: Any, selections: SelectionSetNode | None) -> Any:
    return each(value, lambda it: _project(it, selections)) if selections else value
