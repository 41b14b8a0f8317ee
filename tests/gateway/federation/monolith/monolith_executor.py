"""The monolith over all data: what graphql-core answers without any cut."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLResolveInfo, execute_sync

from tests.gateway.federation.monolith.data import Data, Ref, each
from tests.gateway.federation.monolith.operations import RandomOperation
from tests.gateway.federation.monolith.weather import FAIR, Turns, Weather


def answer_as_monolith(
    data: Data, operation: RandomOperation, weather: Weather = FAIR
) -> ExecutionResult:
    """What graphql-core says over the whole schema."""
    turns = Turns()

    def resolve(source: _Standing | None, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        standing = source or _Standing(Ref(info.parent_type.name, 0), None)
        of = standing.ref
        field = data.schema.objects[of.type_name][info.field_name]
        weather.require(of, field.name)
        inputs = data.inputs(of, field)
        if of.type_name == "Mutation" and weather.counts_turns:
            inputs = turns.take()
        if field.context is not None:
            inputs = standing.from_context(data, *field.context)
        value = data.value(of, field.name, arguments, inputs)
        return each(value, lambda it: _Standing(it, standing) if isinstance(it, Ref) else it)

    return execute_sync(
        data.executable,
        operation.document,
        variable_values=operation.variables,
        field_resolver=resolve,
        type_resolver=lambda standing, *_: standing.ref.type_name,
    )


@dataclass(frozen=True)
class _Standing:
    """An object of the monolith, and what it stands below."""

    ref: Ref
    above: _Standing | None

    def from_context(self, data: Data, type_name: str, name: str) -> str:
        """What the nearest object of this type above says, as canonical JSON."""
        above = self.above
        while above is not None and above.ref.type_name != type_name:
            above = above.above
        if above is None:
            raise AssertionError(f"nothing of type {type_name} above {self.ref}")
        field = data.schema.objects[type_name][name]
        return json.dumps(data.value(above.ref, name, {}, data.inputs(above.ref, field)))
