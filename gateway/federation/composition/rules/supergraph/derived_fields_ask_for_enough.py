"""A field made of other fields asks for all the access that those ask for.

What ``@requires`` or ``@fromContext`` selects is fetched on behalf of whoever asks for the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.strategies import conjunction, implies
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import Element, OutputField, TypeDefinition
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field, Fragment, SelectionSet
from gateway.federation.language.type_reference import named_type

_LISTS = {"requiresScopes": "scopes", "policy": "policies"}


def check(merged: MergedSchema, report: Report) -> None:
    """Report fields that would give away what their reader may not see."""
    for definition in merged.types.values():
        for field in definition.fields.values():
            for directive, type_name, selections in _sources(merged, definition, field):
                derived = _Derived(merged, (definition, field))
                lacking = next(derived.beyond(type_name, selections), None)
                if lacking is not None:
                    report.error(
                        Code.MISSING_TRANSITIVE_AUTH_REQUIREMENTS,
                        f"{definition.name}.{field.name} is made of {lacking} by its {directive}, "
                        "which asks for more than the field itself; give the field the same "
                        "@authenticated, @requiresScopes and @policy",
                        *merged.places(definition.name),
                    )


def _sources(
    merged: MergedSchema, definition: TypeDefinition, field: OutputField
) -> Iterator[tuple[str, str, SelectionSet]]:
    """The directive, the type that is selected from, and the selection."""
    for join in field.applied("join__field"):
        if join.arguments.get("requires"):
            yield "@requires", definition.name, parse_field_set(join.arguments["requires"])
        for argument in join.arguments.get("contextArguments", ()):
            for each in merged.types.values():
                names = [str(context.arguments["name"]) for context in each.applied("context")]
                if argument["context"] in names:
                    selected = parse_field_set(argument["selection"])
                    yield "@fromContext", each.name, (Fragment(each.name, selected),)


@dataclass(frozen=True, slots=True)
class _Derived:
    merged: MergedSchema
    asking: tuple[Element, ...]

    def beyond(self, type_name: str, selections: SelectionSet) -> Iterator[str]:
        """What is selected although it asks for more."""
        definition = self.merged.types[type_name]
        for selection in selections:
            if not isinstance(selection, Field):
                inner = selection.type_condition or type_name
                if not self._covers(self.merged.types[inner]):
                    yield inner
                yield from self.beyond(inner, selection.selections)
            elif selection.name in definition.fields:
                field = definition.fields[selection.name]
                returned = self.merged.types.get(named_type(field.type))
                if not self._covers(field) or not (returned is None or self._covers(returned)):
                    yield f"{type_name}.{selection.name}"
                if returned is not None:
                    yield from self.beyond(returned.name, selection.selections)

    def _covers(self, element: Element) -> bool:
        if element.has("authenticated") and not any(e.has("authenticated") for e in self.asking):
            return False
        return all(
            implies(
                conjunction(each for e in self.asking for each in _asked(e, directive)),
                conjunction(_asked(element, directive)),
            )
            for directive in _LISTS
        )


def _asked(element: Element, directive: str) -> Iterator[list[list[str]]]:
    return (each.arguments[_LISTS[directive]] for each in element.applied(directive))
