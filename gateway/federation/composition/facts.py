"""What a subgraph's directives amount to, field by field.

Computed once for each subgraph, from field sets that may still be wrong: what cannot be followed
is skipped here and reported by the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.composition.contexts import read_context_field
from gateway.federation.composition.literals import argument_problems
from gateway.federation.composition.schema import (
    EnumName,
    TypeDefinition,
    TypeMap,
    object_types_of,
)
from gateway.federation.errors import FieldSetError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind

Coordinate = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Sets of (type, field).

    Attributes:
        external: not resolved here, but for a ``@provides``. A key field of an extension that is
            marked ``@external`` is resolved all the same and does not count: so did federation 1.
        external_in_name: those marked fields that do not count.
        shareable: may be resolved elsewhere too.
        provided: selected by some ``@provides``.
        used: selected by a key, a requirement or a provision, or needed by an interface.
    """

    external: frozenset[Coordinate] = frozenset()
    external_in_name: frozenset[Coordinate] = frozenset()
    shareable: frozenset[Coordinate] = frozenset()
    provided: frozenset[Coordinate] = frozenset()
    used: frozenset[Coordinate] = frozenset()

    def is_resolved(self, coordinate: Coordinate) -> bool:
        """Whether the subgraph resolves the field, be it only along some path."""
        return coordinate not in self.external or coordinate in self.provided


def gather_facts(types: TypeMap) -> Facts:
    """Follow every field set of a subgraph."""
    gathering = _Gathering(types)
    keys, provided = gathering.of_keys(), gathering.of_provisions()
    external_in_name = gathering.of_extension_keys() & gathering.marked("external")
    external = gathering.marked("external") - external_in_name
    return Facts(
        external=external,
        external_in_name=external_in_name,
        shareable=gathering.marked("shareable") | keys | (provided & external),
        provided=provided,
        used=keys
        | provided
        | gathering.of_requirements()
        | gathering.of_contexts()
        | gathering.of_interfaces(),
    )


@dataclass(frozen=True, slots=True)
class _Gathering:
    types: TypeMap

    def marked(self, directive: str) -> frozenset[Coordinate]:
        return frozenset(
            (definition.name, field.name)
            for definition in self._composites()
            for field in definition.fields.values()
            if field.has(directive)
        )

    def of_keys(self) -> frozenset[Coordinate]:
        return frozenset(
            coordinate
            for definition in self._composites()
            for key in definition.applied("key")
            for coordinate in self._selected(definition.name, key.arguments.get("fields"))
        )

    def of_extension_keys(self) -> frozenset[Coordinate]:
        return frozenset(
            coordinate
            for definition in self._composites()
            for key in definition.applied("key")
            if key.is_in_extension or definition.is_extension
            for coordinate in self._selected(definition.name, key.arguments.get("fields"))
        )

    def of_provisions(self) -> frozenset[Coordinate]:
        return frozenset(
            coordinate
            for definition in self._composites()
            for field in definition.fields.values()
            for provides in field.applied("provides")
            for coordinate in self._selected(
                named_type(field.type), provides.arguments.get("fields")
            )
        )

    def of_requirements(self) -> frozenset[Coordinate]:
        return frozenset(
            coordinate
            for definition in self._composites()
            for field in definition.fields.values()
            for requires in field.applied("requires")
            for coordinate in self._selected(definition.name, requires.arguments.get("fields"))
        )

    def of_contexts(self) -> frozenset[Coordinate]:
        setters: dict[object, list[str]] = {}
        for definition in self.types.values():
            for context in definition.applied("context"):
                setters.setdefault(context.arguments.get("name"), []).append(definition.name)
        return frozenset(
            coordinate
            for definition in self._composites()
            for field in definition.fields.values()
            for argument in field.arguments.values()
            for applied in argument.applied("fromContext")
            if (read := read_context_field(applied.arguments.get("field"))) is not None
            for type_name in setters.get(read.name, ())
            for coordinate in self._selected(type_name, read.selection)
        )

    def of_interfaces(self) -> frozenset[Coordinate]:
        return frozenset(
            (definition.name, field_name)
            for definition in self._composites()
            if definition.kind is TypeKind.OBJECT
            for interface in definition.interfaces
            if interface in self.types
            for field_name in self.types[interface].fields
        )

    def _composites(self) -> Iterator[TypeDefinition]:
        kinds = (TypeKind.OBJECT, TypeKind.INTERFACE)
        return (each for each in self.types.values() if each.kind in kinds)

    def _selected(self, type_name: str, text: object) -> Iterator[Coordinate]:
        return selected_coordinates(self.types, type_name, text)


def selected_coordinates(types: TypeMap, type_name: str, text: object) -> Iterator[Coordinate]:
    """What the text of a field set selects, as far as it can be followed."""
    try:
        is_text = isinstance(text, str) and not isinstance(text, EnumName)
        selections = parse_field_set(str(text)) if is_text else ()
        yield from follow(types, type_name, selections)
    except FieldSetError:
        return


def follow(types: TypeMap, type_name: str, selections: SelectionSet) -> Iterator[Coordinate]:
    """What a field set selects, of interfaces also in their object types.

    Raises:
        FieldSetError: at the first field or argument that does not exist or fit.
    """
    definition = types.get(type_name)
    for selection in selections:
        if not isinstance(selection, Field):
            inner = selection.type_condition or type_name
            yield from follow(types, inner, selection.selections)
        elif definition is not None and selection.name in definition.fields:
            field = definition.fields[selection.name]
            yield type_name, selection.name
            if definition.kind is TypeKind.INTERFACE:
                for each in object_types_of(types, type_name):
                    yield each.name, selection.name
            yield from follow(types, named_type(field.type), selection.selections)
            for problem in argument_problems(types, field, selection):
                raise FieldSetError(f"{type_name}.{selection.name}: {problem}")
        elif selection.name != "__typename":
            raise FieldSetError(f"{type_name} has no field {selection.name}")
