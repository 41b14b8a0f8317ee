"""What several subgraphs resolve was never forbidden; it becomes ``@shareable``.

Of entities and root types, single fields are shared; of other object types, all of them. An event
stream has one source.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import ROOTS, OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.composition.upgrade.editing import change_fields, with_mark
from gateway.federation.supergraph.model import TypeKind

_KNOWN_AS = (TypeKind.OBJECT, TypeKind.INTERFACE)


def apply(subgraph: Subgraph, others: Sequence[Subgraph], _report: Report) -> Subgraph:
    """Mark the fields that others know too."""

    def change(definition: TypeDefinition, field: OutputField) -> OutputField:
        is_candidate = (
            definition.kind is TypeKind.OBJECT
            and definition.name != "Subscription"
            and not field.has("shareable")
        )
        is_shared = is_candidate and any(_shares(other, definition, field) for other in others)
        return with_mark(field, "shareable") if is_shared else field

    return change_fields(subgraph, change)


def _shares(other: Subgraph, definition: TypeDefinition, field: OutputField) -> bool:
    theirs = other.types.get(definition.name)
    if theirs is None or theirs.kind not in _KNOWN_AS:
        return False
    if not definition.has("key") and definition.name not in ROOTS:
        return True
    return field.name in theirs.fields and other.facts.is_resolved((definition.name, field.name))
