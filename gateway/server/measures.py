"""How much a document asks for, counted before it is validated.

Fragments are counted wherever they are spread, and measured once: the time is linear in the text,
however much it spreads out to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gateway.server.limits import Limits
from gateway.server.request_error import RequestRefusedError

INTROSPECTION_FIELDS: Final = ("__schema", "__type")


class Measures(NamedTuple):
    """Of a selection set, or of what one selection adds to it; each is named as its limit."""

    depth: int = 0
    root_fields: int = 0
    selections: int = 0
    aliases: int = 0
    directives: int = 0


_NOTHING: Final = Measures()


def require_measured(document: DocumentNode, limits: Limits) -> FieldNode | None:
    """Hold every definition of a document to its limits; gives an introspective field, if any.

    Raises:
        RequestRefusedError: the first definition that asks for too much.
    """
    definitions = document.definitions
    operations = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
    fragments = [node for node in definitions if isinstance(node, FragmentDefinitionNode)]
    first = definitions[0]
    limits.require("fragments", len(fragments), first)
    limits.require("operations", len(operations), first)
    measuring = _Measuring({node.name.value: node for node in fragments})
    for operation in operations:
        limits.require("variables", len(operation.variable_definitions or ()), operation)
    for operation in operations:
        _require_within(measuring, operation, limits)
    for fragment in fragments:
        _require_within(measuring, fragment, limits)
    return measuring.introspection


def _require_within(
    measuring: _Measuring,
    definition: OperationDefinitionNode | FragmentDefinitionNode,
    limits: Limits,
) -> None:
    try:
        measures = measuring.measured(definition.selection_set)
    except RecursionError as error:
        raise _endless(limits, definition) from error
    own = len(definition.directives or ()) + sum(
        len(variable.directives or ()) for variable in definition.variable_definitions or ()
    )
    for name, found in measures._asdict().items():
        more = own if name == "directives" else 0
        limits.require(name, found + more, definition)


def _endless(
    limits: Limits, definition: OperationDefinitionNode | FragmentDefinitionNode
) -> RequestRefusedError:
    return limits.refusal("depth", "more than can be counted", definition)


@dataclass(slots=True)
class _Measuring:
    """Measures of one document's parts.

    Attributes:
        introspection: the first introspective field that was met.
    """

    fragments: Mapping[str, FragmentDefinitionNode]
    introspection: FieldNode | None = None
    _known: dict[str, Measures] = field(default_factory=dict)

    def measured(self, selection_set: SelectionSetNode) -> Measures:
        depth = root_fields = selections = aliases = directives = 0
        for node in selection_set.selections:
            each = self._selection(node)
            depth = max(depth, each.depth)
            root_fields += each.root_fields
            selections += each.selections + 1
            aliases += each.aliases
            directives += each.directives + len(node.directives or ())
        return Measures(depth, root_fields, selections, aliases, directives)

    def _selection(self, node: SelectionNode) -> Measures:
        """What it brings, but for itself and its own directives."""
        match node:
            case FieldNode():
                return self._field(node)
            case FragmentSpreadNode():
                return self._fragment(node.name.value)
            case InlineFragmentNode():
                return self.measured(node.selection_set)
        raise AssertionError(f"no selection node: {node!r}")

    def _field(self, node: FieldNode) -> Measures:
        if node.name.value in INTROSPECTION_FIELDS and self.introspection is None:
            self.introspection = node
        below = self.measured(node.selection_set) if node.selection_set else _NOTHING
        own_alias = 0 if node.alias is None else 1
        return below._replace(
            depth=below.depth + 1, root_fields=1, aliases=below.aliases + own_alias
        )

    def _fragment(self, name: str) -> Measures:
        if name not in self._known:
            self._known[name] = _NOTHING  # a circle or an unknown name is for validation to report
            if name in self.fragments:
                self._known[name] = self.measured(self.fragments[name].selection_set)
        return self._known[name]
