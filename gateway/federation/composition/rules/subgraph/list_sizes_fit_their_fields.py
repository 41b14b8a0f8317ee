"""A ``@listSize`` speaks of a list, of arguments that are numbers, and of lists below the field."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.field_sets import COMPOSITE
from gateway.federation.composition.schema import Applied, OutputField
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
    named_type,
)

_Problem = tuple[Code, str]


def check(subgraph: Subgraph, report: Report) -> None:
    """Check every list size of a subgraph."""
    for definition in subgraph.types.values():
        for field in definition.fields.values():
            for applied in field.applied("listSize"):
                for code, problem in _problems(subgraph, field, applied):
                    report.error(
                        code,
                        f"@listSize on {definition.name}.{field.name} in {subgraph.name!r}: "
                        f"{problem}",
                        subgraph.at(applied),
                    )


def _problems(subgraph: Subgraph, field: OutputField, applied: Applied) -> Iterator[_Problem]:
    sized = applied.arguments.get("sizedFields") or ()
    if not sized and not _is_list(field.type):
        yield (
            Code.LIST_SIZE_APPLIED_TO_NON_LIST,
            f"{field.type} is no list; remove it, or name the lists below in sizedFields",
        )
    size = applied.arguments.get("assumedSize")
    if size is not None and size < 0:
        yield Code.LIST_SIZE_INVALID_ASSUMED_SIZE, f"assumedSize is {size}; give 0 or more"
    yield from _slicing_problems(field, applied)
    yield from _sized_problems(subgraph, field, sized)


def _slicing_problems(field: OutputField, applied: Applied) -> Iterator[_Problem]:
    for name in applied.arguments.get("slicingArguments") or ():
        argument = field.arguments.get(name)
        if argument is None:
            problem = f"there is no argument {name}; correct slicingArguments"
        elif _nullable(argument.type) != NamedType("Int"):
            problem = f"the argument {name} is {argument.type}; give it the type Int"
        else:
            continue
        yield Code.LIST_SIZE_INVALID_SLICING_ARGUMENT, problem


def _sized_problems(
    subgraph: Subgraph, field: OutputField, sized: tuple[str, ...]
) -> Iterator[_Problem]:
    target = subgraph.types.get(named_type(field.type))
    if sized and (target is None or target.kind not in COMPOSITE):
        yield (
            Code.LIST_SIZE_INVALID_SIZED_FIELD,
            f"{field.type} has no fields; remove sizedFields",
        )
        return
    for name in sized:
        below = target.fields.get(name) if target else None
        if target is None or below is None:
            problem = f"{named_type(field.type)} has no field {name}; correct sizedFields"
            yield Code.LIST_SIZE_INVALID_SIZED_FIELD, problem
        elif not _is_list(below.type):
            problem = f"{target.name}.{name} is no list; name lists in sizedFields"
            yield Code.LIST_SIZE_APPLIED_TO_NON_LIST, problem


def _is_list(reference: TypeReference) -> bool:
    return isinstance(_nullable(reference), ListType)


def _nullable(reference: TypeReference) -> TypeReference:
    return reference.of if isinstance(reference, NonNullType) else reference
