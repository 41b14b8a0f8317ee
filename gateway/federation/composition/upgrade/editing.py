"""Changed copies of a subgraph; what its directives amount to is computed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from gateway.federation.composition.facts import gather_facts
from gateway.federation.composition.schema import Applied, Element, OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph

AnyElement = TypeVar("AnyElement", bound=Element)


def change_types(
    subgraph: Subgraph, change: Callable[[TypeDefinition], TypeDefinition | None]
) -> Subgraph:
    """The subgraph with each type changed, or left out."""
    changed = (change(each) for each in subgraph.types.values())
    types = {each.name: each for each in changed if each is not None}
    return replace(subgraph, types=types, facts=gather_facts(types))


def change_fields(
    subgraph: Subgraph, change: Callable[[TypeDefinition, OutputField], OutputField | None]
) -> Subgraph:
    """The subgraph with each field changed, or left out."""

    def with_fields(definition: TypeDefinition) -> TypeDefinition:
        changed = (change(definition, each) for each in definition.fields.values())
        return replace(definition, fields={each.name: each for each in changed if each is not None})

    return change_types(subgraph, with_fields)


def without(element: AnyElement, *directives: str) -> AnyElement:
    """An element without some directives."""
    kept = tuple(each for each in element.directives if each.name not in directives)
    return replace(element, directives=kept)


def with_mark(element: AnyElement, directive: str) -> AnyElement:
    """An element with a directive that has no arguments."""
    mark = Applied(directive, line=element.line)
    return replace(element, directives=(*element.directives, mark))
