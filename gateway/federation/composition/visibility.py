"""What of the merged schema clients see, for the rules on ``@inaccessible``."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import InputValue, TypeDefinition
from gateway.federation.language.type_reference import TypeReference


def has_hidden(merged: MergedSchema) -> bool:
    """Whether clients see less than there is."""
    elements = (each for definition in merged.types.values() for each in definition.elements())
    return any(element.has("inaccessible") for element in elements)


def visible_inputs(merged: MergedSchema) -> Iterator[tuple[str, str, InputValue]]:
    """Visible arguments and input fields: coordinate, what holds them, and they themselves."""
    for coordinate, owner, value in inputs_of_what_is_visible(merged):
        if not value.has("inaccessible"):
            yield coordinate, owner, value


def inputs_of_what_is_visible(merged: MergedSchema) -> Iterator[tuple[str, str, InputValue]]:
    """Arguments and input fields, hidden ones too, of visible directives, types and fields."""
    for directive in merged.directives.values():
        name = f"@{directive.name}"
        for argument in directive.arguments.values():
            yield f"{name}({argument.name}:)", name, argument
    for definition in merged.types.values():
        if not definition.has("inaccessible"):
            yield from _inputs_of_type(definition)


def _inputs_of_type(definition: TypeDefinition) -> Iterator[tuple[str, str, InputValue]]:
    for value in definition.input_fields.values():
        yield f"{definition.name}.{value.name}", definition.name, value
    for field in definition.fields.values():
        if not field.has("inaccessible"):
            for argument in field.arguments.values():
                coordinate = f"{definition.name}.{field.name}({argument.name}:)"
                yield coordinate, definition.name, argument


def visible_typed_elements(merged: MergedSchema) -> Iterator[tuple[str, str, TypeReference]]:
    """Visible fields, arguments and input fields: coordinate, what holds them, their own type."""
    for coordinate, owner, value in visible_inputs(merged):
        yield coordinate, owner, value.type
    for definition in merged.types.values():
        if not definition.has("inaccessible"):
            for field in definition.fields.values():
                if not field.has("inaccessible"):
                    yield f"{definition.name}.{field.name}", definition.name, field.type
