"""What the mergers share: the subgraphs, who uses which type how, and the errors found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Diagnostic, Location
from gateway.federation.composition.subgraph import Marks, SubgraphSchema, SubgraphType
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
    named_type,
    nullable,
)


@dataclass(slots=True)
class MergeContext:
    """A builder of errors; everything else is read only."""

    schemas: tuple[SubgraphSchema, ...]
    errors: list[Diagnostic] = field(default_factory=list)

    def definitions(self, name: str) -> dict[str, SubgraphType]:
        """Subgraph name to its definition of a type."""
        return {schema.name: schema.types[name] for schema in self.schemas if name in schema.types}

    def report(self, code: Code, message: str, places: Mapping[str, int]) -> None:
        """Note one error; ``places`` are subgraphs and lines."""
        locations = tuple(Location(subgraph, line) for subgraph, line in places.items())
        self.errors.append(Diagnostic(code, message, locations))

    def input_types(self) -> frozenset[str]:
        """Names of all types that arguments and input fields use."""
        return frozenset(
            named_type(value.type)
            for type_ in self._all_types()
            for value in (
                *type_.input_fields.values(),
                *(each for f in type_.fields.values() for each in f.arguments.values()),
            )
        )

    def output_types(self) -> frozenset[str]:
        """Names of all types that fields give."""
        return frozenset(
            named_type(each.type) for type_ in self._all_types() for each in type_.fields.values()
        )

    def _all_types(self) -> list[SubgraphType]:
        return [type_ for schema in self.schemas for type_ in schema.types.values()]


def merge_marks(all_marks: Iterable[Marks]) -> Marks:
    """Any subgraph's mark is the supergraph's; the first description stands."""
    marks = list(all_marks)
    return Marks(
        next((each.description for each in marks if each.description), None),
        any(each.is_inaccessible for each in marks),
        tuple(dict.fromkeys(tag for each in marks for tag in each.tags)),
        next((each.deprecation for each in marks if each.deprecation), None),
    )


def merge_output(first: TypeReference, second: TypeReference) -> TypeReference | None:
    """The type that holds both: nullable where either is; None when they do not fit."""
    inner = _merge_inner(nullable(first), nullable(second), merge_output)
    both = isinstance(first, NonNullType) and isinstance(second, NonNullType)
    return NonNullType(inner) if inner is not None and both else inner


def merge_input(first: TypeReference, second: TypeReference) -> TypeReference | None:
    """The type that both accept: required where either is; None when they do not fit."""
    inner = _merge_inner(nullable(first), nullable(second), merge_input)
    either = isinstance(first, NonNullType) or isinstance(second, NonNullType)
    return NonNullType(inner) if inner is not None and either else inner


def _merge_inner(
    first: NamedType | ListType,
    second: NamedType | ListType,
    merge: Callable[[TypeReference, TypeReference], TypeReference | None],
) -> NamedType | ListType | None:
    if isinstance(first, ListType) and isinstance(second, ListType):
        item = merge(first.item, second.item)
        return ListType(item) if item is not None else None
    return first if first == second else None
