"""Whether a literal in a field set fits the type of its argument.

Source: the input coercion of the GraphQL specification, section 3; anything goes for a scalar of
one's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import (
    BooleanValueNode,
    ConstObjectValueNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLSyntaxError,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    parse_const_value,
)

from gateway.federation.composition.schema import OutputField, TypeDefinition, TypeMap
from gateway.federation.language.selection import Field
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)
from gateway.federation.supergraph.model import TypeKind

_BUILT_IN: Mapping[str, tuple[type[ValueNode], ...]] = {
    "Int": (IntValueNode,),
    "Float": (IntValueNode, FloatValueNode),
    "Boolean": (BooleanValueNode,),
    "String": (StringValueNode,),
    "ID": (StringValueNode, IntValueNode),
}


def argument_problems(types: TypeMap, field: OutputField, selection: Field) -> Iterator[str]:
    """What is wrong with the arguments that a selection gives a field."""
    for argument in selection.arguments:
        expected = field.arguments.get(argument.name)
        if expected is None:
            yield f"there is no argument {argument.name}; remove it"
        elif not _fits(types, expected.type, argument.text):
            yield f"{argument.text} does not fit {argument.name}: {expected.type}; correct it"


def _fits(types: TypeMap, type_: TypeReference, text: str) -> bool:
    try:
        return _fits_node(types, type_, parse_const_value(text))
    except GraphQLSyntaxError:
        return False


def _fits_node(types: TypeMap, type_: TypeReference, node: ValueNode) -> bool:
    match type_:
        case NonNullType():
            return not isinstance(node, NullValueNode) and _fits_node(types, type_.of, node)
        case ListType():
            items = node.values if isinstance(node, ListValueNode) else (node,)
            return isinstance(node, NullValueNode) or all(
                _fits_node(types, type_.item, item) for item in items
            )
        case NamedType():
            return isinstance(node, NullValueNode) or _fits_named(types, type_.name, node)


def _fits_named(types: TypeMap, name: str, node: ValueNode) -> bool:
    definition = types.get(name)
    if definition is None:
        return isinstance(node, _BUILT_IN.get(name, (ValueNode,)))
    if definition.kind is TypeKind.ENUM:
        return isinstance(node, EnumValueNode) and node.value in definition.enum_values
    if definition.kind is TypeKind.INPUT:
        is_object = isinstance(node, ObjectValueNode | ConstObjectValueNode)
        return is_object and _fits_input_object(types, definition, node)
    return True


def _fits_input_object(types: TypeMap, definition: TypeDefinition, node: ValueNode) -> bool:
    given = {each.name.value: each.value for each in getattr(node, "fields", ())}
    known = definition.input_fields
    return all(
        name in known and _fits_node(types, known[name].type, value)
        for name, value in given.items()
    ) and all(name in given or not each.is_required for name, each in known.items())
