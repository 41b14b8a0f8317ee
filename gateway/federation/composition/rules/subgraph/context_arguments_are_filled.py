"""An argument from a context: on a field that can be entered, from a context that is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.context_selections import selection_problems
from gateway.federation.composition.contexts import contextual_arguments, read_context_field
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.schema import InputValue, OutputField, TypeDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.supergraph.model import TypeKind

_Problem = tuple[Code, str]


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every contextual argument of a subgraph."""
    _check_directives(subgraph, report)
    setters: dict[str, list[TypeDefinition]] = {}
    for definition in subgraph.types.values():
        for context in definition.applied("context"):
            setters.setdefault(str(context.arguments.get("name")), []).append(definition)
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for argument in contextual_arguments(field).values():
                place = _Place(subgraph, setters, definition, field, argument)
                for code, problem in place.problems():
                    report.error(
                        code,
                        f"{definition.name}.{field.name}({argument.name}:) in {subgraph.name!r} "
                        f"comes from a context, but {problem}",
                        subgraph.at(argument),
                    )


def _check_directives(subgraph: Subgraph, report: Report) -> None:
    for directive in subgraph.defined.values():
        for argument in directive.arguments.values():
            if argument.has("fromContext"):
                report.error(
                    Code.CONTEXT_NOT_SET,
                    f"@{directive.name}({argument.name}:) in {subgraph.name!r} comes from a "
                    "context, but no context reaches a directive; remove @fromContext",
                    subgraph.at(argument),
                )


@dataclass(frozen=True, slots=True)
class _Place:
    subgraph: Subgraph
    setters: dict[str, list[TypeDefinition]]
    definition: TypeDefinition
    field: OutputField
    argument: InputValue

    def problems(self) -> Iterator[_Problem]:
        if self.definition.kind is not TypeKind.OBJECT:
            problem = f"{self.definition.name} is an interface; put it on fields of objects"
            yield Code.CONTEXT_NOT_SET, problem
            return
        for interface in self.definition.interfaces:
            known = self.subgraph.types.get(interface)
            if known is not None and self.field.name in known.fields:
                problem = (
                    f"{interface} has the field too, which no context reaches; remove it there"
                )
                yield Code.CONTEXT_NOT_SET, problem
        if self.argument.default is not None:
            yield Code.CONTEXT_NOT_SET, "it has a default value; remove it"
        yield from self._source_problems()

    def _source_problems(self) -> Iterator[_Problem]:
        applied = next(self.argument.applied("fromContext"))
        read = read_context_field(applied.arguments.get("field"))
        if read is None:
            problem = 'its field names none; write "$context { selection }"'
            yield Code.NO_CONTEXT_IN_SELECTION, problem
            return
        if read.name not in self.setters:
            problem = f"no type sets the context {read.name!r}; add @context to the type above"
            yield Code.CONTEXT_NOT_SET, problem
        else:
            found = selection_problems(
                self.subgraph.types, self.setters[read.name], read.selection, self.argument.type
            )
            for problem in found:
                yield Code.CONTEXT_INVALID_SELECTION, f"its selection is wrong: {problem}"
        keys = self.definition.applied("key")
        if all(key.arguments.get("resolvable") is False for key in keys):
            problem = f"{self.definition.name} has no resolvable @key, by which to hand it over"
            yield Code.CONTEXT_NO_RESOLVABLE_KEY, f"{problem}; add one"
