"""Values that objects take from others further up (``@fromContext``), one call at a time.

A call whose fetch has context variables asks about objects that may stand below different values.
Once the objects are known it is spelled out: for each combination of values one list of
representations, one alias of ``_entities``, one set of variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from gateway.federation.execution.calls import Call, Question, free_name, joint_text, list_names
from gateway.federation.execution.leaves import NULL
from gateway.federation.execution.shape import TYPENAME_KEY, Place, fields_for
from gateway.federation.execution.tree import Thing, Value, things_at, variant_of
from gateway.federation.language.selection import (
    Argument,
    Field,
    Selection,
    SelectionSet,
    VariableDefinition,
)
from gateway.federation.plan.nodes import ContextValue, Fetch
from gateway.federation.supergraph.model import Supergraph

Values = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ContextReader:
    """Reads the data of one run."""

    supergraph: Supergraph
    root: Thing
    place: Place

    def values(self, fetch: Fetch) -> dict[int, Values]:
        """Object (by identity) to its values, in the order of the fetch's variables."""
        by_variable = [self._values_of(context, fetch) for context in fetch.contexts]
        first = by_variable[0] if by_variable else {}
        return {
            each: tuple(values[each] for values in by_variable if each in values) for each in first
        }

    def _values_of(self, context: ContextValue, fetch: Fetch) -> dict[int, bytes]:
        below = fetch.path[len(context.path) :]
        return {
            id(standing.thing): self._selected(above.thing, above.place, context.selections)
            for above in things_at(self.root, self.place, context.path)
            for standing in things_at(above.thing, above.place, below)
        }

    def _selected(self, value: Value, place: Place | None, selections: SelectionSet) -> bytes:
        """The one leaf that a selection leads to, as JSON."""
        if isinstance(value, msgspec.Raw):
            return bytes(value)
        if isinstance(value, list):
            return b"[%b]" % b",".join(self._selected(each, place, selections) for each in value)
        if not isinstance(value, Thing) or place is None:
            return NULL
        type_name = value.type_name or place.type_name
        for each in fields_for(selections, type_name, self.supergraph):
            member = variant_of(value, place).members.get(each.response_key)
            if member is not None and each.name != TYPENAME_KEY:
                inner = value.members.get(each.response_key)
                return self._selected(inner, member.place, each.selections)
        return NULL


def spelled_out(
    call: Call, values: Mapping[int, Values], definitions: tuple[VariableDefinition, ...]
) -> Call:
    """The call with a question for each combination of values."""
    (fetch,) = call.fetches
    taken = {each.name for each in definitions}
    questions: list[Question] = []
    wordings: list[SelectionSet] = []
    declared = [each for each in definitions if each.name in fetch.variables]
    constants: dict[str, bytes] = {}
    for number, combination in enumerate(dict.fromkeys(values.values())):
        names = {
            each.variable: free_name(f"{each.variable}_{number}", taken) for each in fetch.contexts
        }
        wordings.append(_renamed(call.selections, names))
        variable = free_name(f"representations_{number}", taken)
        questions.append(Question((fetch,), f"_{number}", variable, combination))
        for context, value in zip(fetch.contexts, combination, strict=True):
            declared.append(VariableDefinition(names[context.variable], context.type_text))
            constants[names[context.variable]] = value
    text = joint_text([*zip(questions, wordings, strict=True)], tuple(declared))
    head = b'{"query":' + msgspec.json.encode(text)
    return replace(
        call,
        questions=tuple(questions),
        lists=list_names(questions),
        head=head,
        constants=constants,
    )


def _renamed(selections: SelectionSet, names: Mapping[str, str]) -> SelectionSet:
    return tuple(_renamed_in(each, names) for each in selections)


def _renamed_in(selection: Selection, names: Mapping[str, str]) -> Selection:
    below = _renamed(selection.selections, names)
    if not isinstance(selection, Field):
        return replace(selection, selections=below)
    arguments = tuple(_arguments(selection, names))
    return replace(selection, selections=below, arguments=arguments)


def _arguments(field: Field, names: Mapping[str, str]) -> Iterator[Argument]:
    for argument in field.arguments:
        name = names.get(argument.text.removeprefix("$"))
        yield Argument(argument.name, f"${name}", (name,)) if name else argument
