"""Executable directives: those that every subgraph defines, where all allow them."""

from __future__ import annotations

from gateway.federation.composition.catalogue import Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.input_values import ARGUMENTS, InputMerger
from gateway.federation.composition.schema import DirectiveDefinition


def merge_directives(merging: Merging) -> dict[str, DirectiveDefinition]:
    """Merge all definitions, in the order of names; custom directives come as they are."""
    subgraphs = merging.subgraphs
    names = {name for each in subgraphs.values() for name in each.directives}
    merged: dict[str, DirectiveDefinition] = {}
    for name in sorted(names - set(merging.custom)):
        found = {
            graph: each.directives[name]
            for graph, each in subgraphs.items()
            if name in each.directives
        }
        lacking = [graph for graph in subgraphs if graph not in found]
        if lacking:
            merging.report.hint(
                Hint.INCONSISTENT_EXECUTABLE_DIRECTIVE_PRESENCE,
                f"@{name} is not defined in {listed(lacking)}; it is left out of the supergraph",
                *merging.places(found),
            )
        else:
            merged |= _merge(merging, name, found)
    return merged | _custom(merging)


def _custom(merging: Merging) -> dict[str, DirectiveDefinition]:
    for name, definition in merging.custom.items():
        for argument in definition.arguments.values():
            merging.note_use(argument.type, "input", f"@{name}({argument.name}:)")
    return dict(merging.custom)


def _merge(
    merging: Merging, name: str, found: dict[str, DirectiveDefinition]
) -> dict[str, DirectiveDefinition]:
    first = next(iter(found.values()))
    locations = tuple(
        each for each in first.locations if all(each in other.locations for other in found.values())
    )
    if not locations:
        merging.report.hint(
            Hint.NO_EXECUTABLE_DIRECTIVE_INTERSECTION,
            f"@{name} may stand nowhere that all subgraphs allow; it is left out",
            *merging.places(found),
        )
        return {}
    if any(set(other.locations) != set(locations) for other in found.values()):
        merging.report.hint(
            Hint.INCONSISTENT_EXECUTABLE_DIRECTIVE_LOCATIONS,
            f"@{name} has different locations; the supergraph has {', '.join(locations)}",
            *merging.places(found),
        )
    if len({each.is_repeatable for each in found.values()}) > 1:
        merging.report.hint(
            Hint.INCONSISTENT_EXECUTABLE_DIRECTIVE_REPEATABLE,
            f"@{name} is repeatable in some subgraphs only; it is not in the supergraph",
            *merging.places(found),
        )
    merger = InputMerger(merging, ARGUMENTS, f"@{name}({{}}:)")
    definition = DirectiveDefinition(
        name=name,
        description=merge_description(merging, f"@{name}", found),
        arguments=merger.merge({graph: each.arguments for graph, each in found.items()}),
        locations=locations,
        is_repeatable=all(each.is_repeatable for each in found.values()),
    )
    return {name: definition}
