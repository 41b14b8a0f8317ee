"""What clients must give, they must see."""

from collections.abc import Iterator

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.schema import InputValue, TypeDefinition


def check(merged: MergedSchema, report: Report) -> None:
    """Report hidden arguments and input fields that are required."""
    for definition in merged.types.values():
        if not definition.has("inaccessible"):
            for coordinate, value in _inputs(definition):
                if value.is_required and value.has("inaccessible"):
                    report.error(
                        Code.REQUIRED_INACCESSIBLE,
                        f"{coordinate} is @inaccessible, but required; make it optional, or show "
                        "it",
                        *merged.places(definition.name),
                    )


def _inputs(definition: TypeDefinition) -> Iterator[tuple[str, InputValue]]:
    for value in definition.input_fields.values():
        yield f"{definition.name}.{value.name}", value
    for field in definition.fields.values():
        if not field.has("inaccessible"):
            for argument in field.arguments.values():
                yield f"{definition.name}.{field.name}({argument.name}:)", argument
