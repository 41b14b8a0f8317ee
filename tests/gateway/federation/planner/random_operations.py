"""Random valid queries over any schema: aliases, fragments, conditions, nothing left out."""

from __future__ import annotations

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)
from hypothesis import strategies as st

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema) -> str:
    """A query with two Boolean variables, ``$a`` and ``$b``."""
    query = schema.query_type
    assert query is not None
    body = draw(_selections(schema, query, 3))
    used = "a: __typename @include(if: $a) b: __typename @skip(if: $b)"
    return f"query ($a: Boolean!, $b: Boolean!) {{ {used} ... {body} }}"


@st.composite
def _selections(draw: st.DrawFn, schema: GraphQLSchema, on: Composite, depth: int) -> str:
    parts = [draw(_selection(schema, on, depth)) for _ in range(draw(st.integers(1, 3)))]
    return f"{{ {' '.join(parts)} }}"


@st.composite
def _selection(draw: st.DrawFn, schema: GraphQLSchema, on: Composite, depth: int) -> str:
    fields = [] if isinstance(on, GraphQLUnionType) else _usable(on, depth)
    if not fields or draw(st.integers(0, 3)) == 0:
        if draw(st.integers(0, 4)) == 0:
            return draw(st.sampled_from(["__typename", "t: __typename"]))
        wanted = draw(st.sampled_from(_overlapping(schema, on)))
        inner = draw(_selections(schema, wanted, depth - 1 if wanted is not on else depth - 2))
        return f"... on {wanted.name}{draw(_condition())} {inner}"
    name, field = draw(st.sampled_from(fields))
    below = get_named_type(field.type)
    inner = f" {draw(_selections(schema, below, depth - 1))}" if is_composite_type(below) else ""
    # An alias that names the type can never clash with another type's field.
    alias = draw(st.sampled_from(["", "", f"{name}_{on.name}: "]))
    return f"{alias}{name}{_arguments(field)}{draw(_condition())}{inner}"


def _usable(
    on: GraphQLObjectType | GraphQLInterfaceType, depth: int
) -> list[tuple[str, GraphQLField]]:
    return [
        (name, field)
        for name, field in on.fields.items()
        if depth > 0 or not is_composite_type(get_named_type(field.type))
    ]


def _arguments(field: GraphQLField) -> str:
    """One value for every required argument, the same everywhere."""
    required = [name for name, each in field.args.items() if str(each.type).endswith("!")]
    return (
        f"({', '.join(f'{name}: {chr(34)}USD{chr(34)}' for name in required)})" if required else ""
    )


def _overlapping(schema: GraphQLSchema, on: Composite) -> list[Composite]:
    here = {on.name} if isinstance(on, GraphQLObjectType) else _possible(schema, on)
    return [
        each
        for each in schema.type_map.values()
        if isinstance(each, Composite)
        and not each.name.startswith("__")
        and here & ({each.name} if isinstance(each, GraphQLObjectType) else _possible(schema, each))
    ]


def _possible(schema: GraphQLSchema, abstract: GraphQLInterfaceType | GraphQLUnionType) -> set[str]:
    return {each.name for each in schema.get_possible_types(abstract)}


@st.composite
def _condition(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(["", "", "", " @include(if: $a)", " @skip(if: $b)"]))
