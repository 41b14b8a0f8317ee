"""Arguments and input fields: only what every subgraph knows can be sent to any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import parse_const_value, value_from_ast_untyped

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.merge.context import Merging
from gateway.federation.composition.merge.descriptions import merge_description
from gateway.federation.composition.merge.directives import merge_applied
from gateway.federation.composition.merge.joins import join
from gateway.federation.composition.merge.type_references import merge_references
from gateway.federation.composition.schema import Applied, InputValue


@dataclass(frozen=True, slots=True)
class InputCodes:
    """How the errors and hints of one position are called."""

    required_but_missing: Code
    type_mismatch: Code
    default_mismatch: Code
    type_differs: Hint
    dropped: Hint


ARGUMENTS = InputCodes(
    Code.REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH,
    Code.FIELD_ARGUMENT_TYPE_MISMATCH,
    Code.FIELD_ARGUMENT_DEFAULT_MISMATCH,
    Hint.INCONSISTENT_BUT_COMPATIBLE_ARGUMENT_TYPE,
    Hint.INCONSISTENT_ARGUMENT_PRESENCE,
)
INPUT_FIELDS = InputCodes(
    Code.REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH,
    Code.FIELD_TYPE_MISMATCH,
    Code.INPUT_FIELD_DEFAULT_MISMATCH,
    Hint.INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE,
    Hint.INCONSISTENT_INPUT_OBJECT_FIELD,
)


@dataclass(frozen=True, slots=True)
class InputMerger:
    """Merges values of one position: the arguments of a field, or the fields of an input."""

    merging: Merging
    codes: InputCodes
    coordinate: str

    def merge(self, sources: Mapping[str, Mapping[str, InputValue]]) -> dict[str, InputValue]:
        """Merge the values by name; ``sources`` holds those of each subgraph."""
        names = dict.fromkeys(name for values in sources.values() for name in values)
        merged = (self._merge_one(name, sources) for name in names)
        return {each.name: each for each in merged if each is not None}

    def _merge_one(
        self, name: str, sources: Mapping[str, Mapping[str, InputValue]]
    ) -> InputValue | None:
        found = {graph: values[name] for graph, values in sources.items() if name in values}
        lacking = [graph for graph in sources if graph not in found]
        directives = merge_applied(self.merging, self.coordinate.format(name), found)
        is_hidden_field = self.codes is INPUT_FIELDS and Applied("inaccessible") in directives
        if lacking and not is_hidden_field:
            self._report_dropped(self.coordinate.format(name), found, lacking)
            return None
        return self._merged(name, found, directives, has_join=bool(lacking))

    def _merged(
        self,
        name: str,
        found: Mapping[str, InputValue],
        directives: tuple[Applied, ...],
        *,
        has_join: bool,
    ) -> InputValue:
        merging, coordinate = self.merging, self.coordinate.format(name)
        references = {graph: each.type for graph, each in found.items()}
        merged = merge_references(references, merging.subtypes, is_input=True)
        merging.note_use(merged.type, "input", coordinate)
        shown = ", ".join(f"{type_} in {graph!r}" for graph, type_ in references.items())
        if not merged.is_compatible:
            merging.report.error(
                self.codes.type_mismatch,
                f"{coordinate} is {shown}; give it one type, or types of which one is a subtype",
                *merging.places(found),
            )
        elif not merged.is_same:
            merging.report.hint(
                self.codes.type_differs,
                f"{coordinate} is {shown}; the supergraph has {merged.type}",
                *merging.places(found),
            )
        needs_join = self.codes is INPUT_FIELDS and (has_join or not merged.is_same)
        joins = tuple(self._joins(found, merged.is_same)) if needs_join else ()
        return InputValue(
            name=name,
            type=merged.type,
            default=self._default(coordinate, found),
            description=merge_description(merging, coordinate, found),
            directives=(*joins, *directives),
        )

    def _joins(self, found: Mapping[str, InputValue], is_same: bool) -> Iterator[Applied]:
        for graph, each in found.items():
            yield join(self.merging, "field", graph, {} if is_same else {"type": str(each.type)})

    def _default(self, coordinate: str, found: Mapping[str, InputValue]) -> str | None:
        """The common default; one that only some give is dropped, different ones are refused."""
        given = {graph: each for graph, each in found.items() if each.default is not None}
        values = [_value(each.default) for each in given.values()]
        if any(value != values[0] for value in values):
            shown = ", ".join(f"{each.default} in {graph!r}" for graph, each in given.items())
            self.merging.report.error(
                self.codes.default_mismatch,
                f"{coordinate} has the default {shown}; give it one default",
                *self.merging.places(given),
            )
        elif given and len(given) < len(found):
            self.merging.report.hint(
                Hint.INCONSISTENT_DEFAULT_VALUE_PRESENCE,
                f"{coordinate} has a default in {listed(given)} only; the supergraph has none",
                *self.merging.places(found),
            )
            return None
        return next((each.default for each in given.values()), None)

    def _report_dropped(
        self, coordinate: str, found: Mapping[str, InputValue], lacking: list[str]
    ) -> None:
        required = {graph: each for graph, each in found.items() if each.is_required}
        if required:
            self.merging.report.error(
                self.codes.required_but_missing,
                f"{coordinate} is required in {listed(required)} and unknown to {listed(lacking)}; "
                "add it there, or make it optional",
                *self.merging.places(found),
            )
        else:
            self.merging.report.hint(
                self.codes.dropped,
                f"{coordinate} is not known to {listed(lacking)}; it is left out of the supergraph",
                *self.merging.places(found),
            )


def _value(default: str | None) -> object:
    return None if default is None else value_from_ast_untyped(parse_const_value(default))
