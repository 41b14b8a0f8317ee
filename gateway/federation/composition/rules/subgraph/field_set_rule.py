"""What holds for every ``fields:`` argument; the rules on each directive add their own part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import specified_directives

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import FieldSet, Selected, read_field_set
from gateway.federation.composition.schema import Applied
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.errors import FieldSetError
from gateway.federation.language.type_reference import named_type
from gateway.federation.spec.directives import DIRECTIVES
from gateway.federation.supergraph.model import TypeKind

_SPECIFIED = frozenset(each.name for each in specified_directives)
_SHOWN = 100
_ABSTRACT = (TypeKind.INTERFACE, TypeKind.UNION)


@dataclass(frozen=True, slots=True)
class FieldSetPlace:
    """A field set where it is written.

    Attributes:
        coordinate: of the type or field that carries the directive.
        type_name: the type whose fields are selected.
    """

    subgraph: Subgraph
    applied: Applied
    coordinate: str
    type_name: str
    report: Report

    def parse(self) -> FieldSet | None:
        """The field set; None when it was reported as unreadable."""
        try:
            return read_field_set(self.applied.arguments.get("fields"))
        except TypeError as error:
            self.error("INVALID_FIELDS_TYPE", str(error))
        except FieldSetError as error:
            self.error("INVALID_FIELDS", f"{error}; correct it")
        return None

    def read(self) -> FieldSet | None:
        """The field set; None when it was reported as wrong."""
        fields = self.parse()
        return fields if fields is not None and self.fits(fields) else None

    def fits(self, fields: FieldSet) -> bool:
        """Whether the type has what is selected; directives are reported only where it does."""
        problems = list(fields.problems(self.subgraph.types, self.type_name))
        for problem in problems:
            self.error("INVALID_FIELDS", problem)
        for name in () if problems else fields.directives():
            if self._is_known(name):
                self.error("DIRECTIVE_IN_FIELDS_ARG", f"it applies @{name}; remove the directive")
            else:
                self.error("INVALID_FIELDS", f"it applies @{name}, which is unknown; remove it")
        return not problems

    def _is_known(self, name: str) -> bool:
        local = name.removeprefix("federation__")
        return name in _SPECIFIED or name in self.subgraph.defined or local in DIRECTIVES

    def forbid_arguments(self, fields: FieldSet) -> None:
        """A field with arguments has no single value."""
        for selected in self._selected(fields):
            if self._field_arguments(selected):
                self.error(
                    "FIELDS_HAS_ARGS", f"{selected} has arguments; select a field without any"
                )

    def forbid_abstract_types(self, fields: FieldSet) -> bool:
        """A key must be comparable, whatever the type of an object is; True when it is."""
        is_comparable = True
        for selected in self._selected(fields):
            field = self.subgraph.field(*selected.coordinate)
            target = self.subgraph.types.get(named_type(field.type)) if field else None
            if target is not None and target.kind in _ABSTRACT:
                self.error(
                    "FIELDS_SELECT_INVALID_TYPE",
                    f"{selected} is of the {target.kind.lower()} type {target.name}; select fields "
                    "of object types and leaves only",
                )
                is_comparable = False
        return is_comparable

    def need_external(self, fields: FieldSet) -> None:
        """What this subgraph resolves anyway need not be required or provided."""
        for selected in self._selected(fields):
            coordinate = selected.coordinate
            if (
                selected.selection.selections
                or coordinate in self.subgraph.facts.external
                or any(self._is_external_above(each) for each in selected.above)
            ):
                continue
            advice = f"mark it @external, or do not {self.applied.name.removesuffix('s')} it"
            if coordinate in self.subgraph.facts.external_in_name:
                advice = "as a key field of an extension it is resolved here: leave it out"
            self.error(
                "FIELDS_MISSING_EXTERNAL",
                f"{selected} is already resolved by this subgraph; {advice}",
            )

    def error(self, suffix: str, problem: str) -> None:
        """Report; the code is the directive's."""
        name, shown = self.applied.name, str(self.applied.arguments.get("fields"))
        shown = f"{shown[:_SHOWN]}…" if len(shown) > _SHOWN else shown
        self.report.error(
            Code[f"{name.upper()}_{suffix}"],
            f'@{name}(fields: "{shown}") on {self.coordinate} in {self.subgraph.name!r}: {problem}',
            self.subgraph.at(self.applied),
        )

    def _selected(self, fields: FieldSet) -> Iterator[Selected]:
        return fields.selected(self.subgraph.types, self.type_name)

    def _field_arguments(self, selected: Selected) -> bool:
        field = self.subgraph.field(*selected.coordinate)
        return bool(field and field.arguments)

    def _is_external_above(self, coordinate: tuple[str, str]) -> bool:
        """External itself, or in a type that implements the interface it is selected on."""
        type_name, field_name = coordinate
        return any(
            (each, field_name) in self.subgraph.facts.external
            for each in (type_name, *self._implementations(type_name))
        )

    def _implementations(self, type_name: str) -> Iterator[str]:
        return (each.name for each in self.subgraph.types.values() if type_name in each.interfaces)
