"""The order of merging: first what has no fields, then what uses it, enums last.

Enums come last because whether their values must agree depends on where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.merge.carried import Carried
from gateway.federation.composition.merge.context import Definitions, Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.enums import merge_enum
from gateway.federation.composition.merge.executable_directives import merge_directives
from gateway.federation.composition.merge.inputs import merge_input_object
from gateway.federation.composition.merge.interface_objects import add_abstracted_fields
from gateway.federation.composition.merge.joins import join_directives, join_links
from gateway.federation.composition.merge.objects import merge_interface, merge_object
from gateway.federation.composition.merge.scalars import merge_scalar
from gateway.federation.composition.merge.unions import merge_union
from gateway.federation.composition.schema import DirectiveDefinition, Element, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind

_Merger = Callable[[Merging, str, Definitions], TypeDefinition | None]
MERGERS: Mapping[TypeKind, _Merger] = {
    TypeKind.SCALAR: merge_scalar,
    TypeKind.UNION: merge_union,
    TypeKind.INPUT: merge_input_object,
    TypeKind.INTERFACE: merge_interface,
    TypeKind.OBJECT: merge_object,
    TypeKind.ENUM: merge_enum,
}


@dataclass(frozen=True, slots=True)
class MergedSchema:
    """The supergraph as values; the types carry their ``join`` directives.

    Attributes:
        schema: description and directives of the schema itself.
        graphs: subgraph to its value in ``join__Graph``, in the order of names.
        types: by name, in the order of names.
        carried: what the directives of the subgraphs are called here, and where they are from.
    """

    schema: Element
    graphs: Mapping[str, str]
    subgraphs: Mapping[str, Subgraph]
    types: Mapping[str, TypeDefinition]
    directives: Mapping[str, DirectiveDefinition]
    carried: Carried

    def definitions(self, name: str) -> dict[str, TypeDefinition]:
        """Subgraph name to its own definition of a type."""
        return {
            graph: subgraph.types[name]
            for graph, subgraph in self.subgraphs.items()
            if name in subgraph.types
        }

    def places(self, coordinate: str) -> tuple[Location, ...]:
        """Where the subgraphs have a type, a member, an argument or a ``@directive``."""
        found = ((graph, each.element(coordinate)) for graph, each in self.subgraphs.items())
        return tuple(Location(graph, element.line) for graph, element in found if element)


def merge_subgraphs(
    subgraphs: Sequence[Subgraph], carried: Carried, report: Report
) -> MergedSchema:
    """Merge everything; what does not fit is reported."""
    merging = Merging.of(subgraphs, carried, report)
    by_kind = _by_kind(merging)
    directives = merge_directives(merging)
    merged = (
        merge(merging, name, definitions)
        for kind, merge in MERGERS.items()
        for name, definitions in by_kind.get(kind, {}).items()
    )
    types = {each.name: each for each in merged if each is not None}
    types = add_abstracted_fields(merging, types)
    return MergedSchema(
        schema=_merge_schema(merging),
        graphs=merging.graphs,
        subgraphs=merging.subgraphs,
        types=dict(sorted(types.items())),
        carried=carried,
        directives=directives,
    )


def _merge_schema(merging: Merging) -> Element:
    found = {graph: subgraph.schema for graph, subgraph in merging.subgraphs.items()}
    return Element(
        name="schema",
        description=merge_description(merging, "the schema", found),
        directives=(
            *join_links(merging),
            *join_directives(merging, found),
            *merge_applied(merging, "the schema", found),
        ),
    )


def _by_kind(merging: Merging) -> dict[TypeKind, dict[str, Definitions]]:
    """The types in the order of merging; one of several kinds is merged as the first of them."""
    by_kind: dict[TypeKind, dict[str, Definitions]] = {}
    names = dict.fromkeys(name for each in merging.subgraphs.values() for name in each.types)
    for name in names:
        definitions = merging.definitions(name)
        kind, *others = dict.fromkeys(each.merged_kind for each in definitions.values())
        by_kind.setdefault(kind, {})[name] = _of_kind(definitions, kind)
        if others:
            shown = ", ".join(f"{_kind(each)} in {graph!r}" for graph, each in definitions.items())
            merging.report.error(
                Code.TYPE_KIND_MISMATCH,
                f"{name} is {shown}; rename one of them, or give it one kind",
                *merging.places(definitions),
            )
    return by_kind


def _of_kind(definitions: Definitions, kind: TypeKind) -> Definitions:
    """Those of one kind; an input object lacks the fields that a type of another kind lacks."""
    if kind is TypeKind.INPUT:
        return definitions
    return {graph: each for graph, each in definitions.items() if each.merged_kind is kind}


def _kind(definition: TypeDefinition) -> str:
    return "@interfaceObject" if definition.is_interface_object else str(definition.kind)
