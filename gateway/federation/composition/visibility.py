"""What of the merged schema clients see, for the rules on ``@inaccessible``."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.composition.schema import InputValue, TypeMap
from gateway.federation.language.type_reference import TypeReference


def visible_inputs(types: TypeMap) -> Iterator[tuple[str, str, InputValue]]:
    """Visible arguments and input fields: coordinate, type that holds them, and they themselves."""
    for definition in types.values():
        if definition.has("inaccessible"):
            continue
        for value in definition.input_fields.values():
            if not value.has("inaccessible"):
                yield f"{definition.name}.{value.name}", definition.name, value
        for field in definition.fields.values():
            for argument in field.arguments.values():
                if not field.has("inaccessible") and not argument.has("inaccessible"):
                    coordinate = f"{definition.name}.{field.name}({argument.name}:)"
                    yield coordinate, definition.name, argument


def visible_typed_elements(types: TypeMap) -> Iterator[tuple[str, str, TypeReference]]:
    """Visible fields, arguments and input fields: coordinate, holding type, their own type."""
    for coordinate, owner, value in visible_inputs(types):
        yield coordinate, owner, value.type
    for definition in types.values():
        if not definition.has("inaccessible"):
            for field in definition.fields.values():
                if not field.has("inaccessible"):
                    yield f"{definition.name}.{field.name}", definition.name, field.type
