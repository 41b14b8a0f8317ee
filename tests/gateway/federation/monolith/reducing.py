"""Reducing a failing operation to the few selections that make it fail."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    print_ast,
    validate,
)

from tests.gateway.federation.monolith.operations import RandomOperation

_SECONDS = 60.0
Fails = Callable[[RandomOperation], bool]
Fragments = dict[str, FragmentDefinitionNode]


def reduced(operation: RandomOperation, schema: GraphQLSchema, fails: Fails) -> RandomOperation:
    """The smallest valid operation found within a minute that still fails."""
    until = time.monotonic() + _SECONDS
    at = 0
    while (found := _next(operation, schema, fails, at, until)) is not None:
        operation, at = found
    return operation


def _next(
    operation: RandomOperation, schema: GraphQLSchema, fails: Fails, start: int, until: float
) -> tuple[RandomOperation, int] | None:
    """The first step that keeps the failure, tried from ``start`` on and then from the first."""
    steps = list(_smaller_documents(operation.document))
    for number in (*range(start, len(steps)), *range(min(start, len(steps)))):
        if time.monotonic() > until:
            return None
        tried = _tidied(steps[number], operation)
        if not validate(schema, tried.document) and fails(tried):
            return tried, number
    return None


def _smaller_documents(document: DocumentNode) -> Iterator[DocumentNode]:
    fragments = {
        each.name.value: each
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    return _smaller(document, fragments)


def _smaller(node: Any, fragments: Fragments) -> Iterator[Any]:
    """The node with one thing less somewhere, the greater things first."""
    yield from _smaller_here(node, fragments)
    for name, value in _parts(node):
        if isinstance(value, Node):
            for less in _smaller(value, fragments):
                yield dataclasses.replace(node, **{name: less})
        else:
            for at, each in enumerate(value):
                for less in _smaller(each, fragments):
                    changed = (*value[:at], less, *value[at + 1 :])
                    yield dataclasses.replace(node, **{name: changed})


def _smaller_here(node: Any, fragments: Fragments) -> Iterator[Any]:
    if isinstance(node, SelectionSetNode):
        chosen = node.selections
        for at, each in enumerate(chosen):
            for instead in ((), *_opened(each, fragments)):
                changed = (*chosen[:at], *instead, *chosen[at + 1 :])
                if changed:
                    yield SelectionSetNode(selections=changed)
    for kind in ("directives", "arguments"):
        given = getattr(node, kind, None) or ()
        for at in range(len(given)):
            yield dataclasses.replace(node, **{kind: (*given[:at], *given[at + 1 :])})
    if isinstance(node, FieldNode) and node.alias:
        yield dataclasses.replace(node, alias=None)


def _opened(
    each: SelectionNode, fragments: Fragments
) -> Iterator[tuple[InlineFragmentNode] | tuple[SelectionNode, ...]]:
    """A named fragment as an inline one, an inline one as its selections."""
    if isinstance(each, FragmentSpreadNode):
        named = fragments[each.name.value]
        yield (
            InlineFragmentNode(
                type_condition=named.type_condition,
                directives=each.directives,
                selection_set=named.selection_set,
            ),
        )
    if isinstance(each, InlineFragmentNode):
        yield each.selection_set.selections


def _parts(node: Node) -> Iterator[tuple[str, Any]]:
    """What stands below a node: a node, or several."""
    for part in dataclasses.fields(node):
        value = getattr(node, part.name)
        if isinstance(value, Node | tuple):
            yield part.name, value


def _tidied(document: DocumentNode, of: RandomOperation) -> RandomOperation:
    """Without fragments and variables that nothing uses."""
    (operation,) = (
        each for each in document.definitions if isinstance(each, OperationDefinitionNode)
    )
    left = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
    used: list[Node] = [operation]
    for node in used:
        spread = {one.name.value for one in _below(node) if isinstance(one, FragmentSpreadNode)}
        used += [each for each in left if each.name.value in spread and each not in used]
    read = {
        one.name.value
        for part in (operation.selection_set, *used[1:])
        for one in _below(part)
        if isinstance(one, VariableNode)
    }
    known = tuple(
        each for each in operation.variable_definitions or () if each.variable.name.value in read
    )
    used[0] = dataclasses.replace(operation, variable_definitions=known)
    variables = {name: value for name, value in of.variables.items() if name in read}
    return RandomOperation("\n".join(map(print_ast, used)), variables)


def _below(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for _, value in _parts(node):
        for each in (value,) if isinstance(value, Node) else value:
            yield from _below(each)
