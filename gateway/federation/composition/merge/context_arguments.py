"""Arguments from contexts: joined to the field of their subgraph, and hidden from clients."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.contexts import contextual_arguments, read_context_field
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.schema import InputValue, OutputField


def context_arguments(graph: str, field: OutputField) -> list[dict[str, str]]:
    """The values of ``@join__field(contextArguments:)``."""
    found = []
    for argument in contextual_arguments(field).values():
        for applied in argument.applied("fromContext"):
            read = read_context_field(applied.arguments.get("field"))
            if read is not None:
                found.append(
                    {
                        "context": f"{graph}__{read.name}",
                        "name": argument.name,
                        "type": str(argument.type),
                        "selection": read.selection,
                    }
                )
    return found


def visible_arguments(
    merging: Merging, coordinate: str, found: Mapping[str, OutputField]
) -> dict[str, dict[str, InputValue]]:
    """The arguments that clients may give; what is contextual anywhere is theirs nowhere."""
    hidden = {name for each in found.values() for name in contextual_arguments(each)}
    for graph, field in found.items():
        for name in hidden & set(field.arguments):
            if not field.arguments[name].has("fromContext"):
                _report_plain(merging, f"{coordinate}({name}:)", graph, field.arguments[name])
    return {
        graph: {name: each for name, each in field.arguments.items() if name not in hidden}
        for graph, field in found.items()
    }


def _report_plain(merging: Merging, coordinate: str, graph: str, argument: InputValue) -> None:
    place = merging.subgraphs[graph].at(argument)
    if argument.is_required:
        merging.report.error(
            Code.CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS,
            f"{coordinate} comes from a context elsewhere, but {graph!r} requires it from clients; "
            "add @fromContext there, make it nullable, or give it a default",
            place,
        )
    else:
        merging.report.hint(
            Hint.CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS,
            f"{coordinate} comes from a context elsewhere, so that clients cannot give it to "
            f"{graph!r} either",
            place,
        )
