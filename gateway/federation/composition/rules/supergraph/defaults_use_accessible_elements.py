"""A default value that clients see uses nothing that they do not see."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    EnumValueNode,
    ListValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    ValueNode,
    parse_const_value,
)

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import InputValue, TypeDefinition, TypeMap
from gateway.federation.composition.visibility import visible_inputs
from gateway.federation.language.type_reference import named_type


def check(merged: MergedSchema, report: Report) -> None:
    """Report defaults that name hidden enum values or input fields."""
    for coordinate, owner, value in visible_inputs(merged):
        for hidden in _hidden(merged.types, value):
            report.error(
                Code.DEFAULT_VALUE_USES_INACCESSIBLE,
                f"the default of {coordinate} uses {hidden}, which is @inaccessible; show it, or "
                "choose another default",
                *merged.places(owner),
            )


def _hidden(types: TypeMap, value: InputValue) -> Iterator[str]:
    if value.default is not None:
        yield from _hidden_in(types, named_type(value.type), parse_const_value(value.default))


def _hidden_in(types: TypeMap, type_name: str, node: ValueNode) -> Iterator[str]:
    definition = types.get(type_name)
    if isinstance(node, ListValueNode):
        for item in node.values:
            yield from _hidden_in(types, type_name, item)
    elif definition is not None and isinstance(node, EnumValueNode):
        value = definition.enum_values.get(node.value)
        if value is not None and value.has("inaccessible"):
            yield f"{type_name}.{value.name}"
    elif definition is not None and isinstance(node, ObjectValueNode):
        for each in node.fields:
            yield from _hidden_field(types, definition, each)


def _hidden_field(
    types: TypeMap, definition: TypeDefinition, node: ObjectFieldNode
) -> Iterator[str]:
    field = definition.input_fields.get(node.name.value)
    if field is not None and field.has("inaccessible"):
        yield f"{definition.name}.{field.name}"
    elif field is not None:
        yield from _hidden_in(types, named_type(field.type), node.value)
