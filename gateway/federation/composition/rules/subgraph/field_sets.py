"""``@key``, ``@requires`` and ``@provides`` select fields that exist in their subgraph."""

from collections.abc import Iterator, Mapping

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Diagnostic, Location
from gateway.federation.composition.subgraph import SubgraphSchema, SubgraphType
from gateway.federation.errors import FieldSetError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import TypeKind

_COMPOSITE = (TypeKind.OBJECT, TypeKind.INTERFACE, TypeKind.UNION)


def check(schema: SubgraphSchema) -> Iterator[Diagnostic]:
    """Report each field set that cannot be read or names what is not there."""
    for type_, code, coordinate, text, line in _field_sets(schema):
        for problem in _problems(schema.types, type_, text):
            yield Diagnostic(
                code,
                f"{coordinate} in subgraph {schema.name!r}: {problem}",
                (Location(schema.name, line),),
            )


def _field_sets(schema: SubgraphSchema) -> Iterator[tuple[str, Code, str, str, int]]:
    for type_ in schema.types.values():
        for key in type_.keys:
            coordinate = f'@key(fields: "{key.fields}") on {type_.name}'
            yield type_.name, Code.KEY_INVALID_FIELDS, coordinate, key.fields, type_.line
        for field in type_.fields.values():
            place = f"on {type_.name}.{field.name}"
            if field.requires is not None:
                coordinate = f'@requires(fields: "{field.requires}") {place}'
                code = Code.REQUIRES_INVALID_FIELDS
                yield type_.name, code, coordinate, field.requires, field.line
            if field.provides is not None:
                coordinate = f'@provides(fields: "{field.provides}") {place}'
                code, target = Code.PROVIDES_INVALID_FIELDS, named_type(field.type)
                yield target, code, coordinate, field.provides, field.line


def _problems(types: Mapping[str, SubgraphType], type_name: str, text: object) -> Iterator[str]:
    if not isinstance(text, str):
        yield "fields must be a string; quote it"
        return
    try:
        selections = parse_field_set(text)
    except FieldSetError as error:
        yield f"{error}; correct it"
        return
    yield from _missing(types, type_name, selections)


def _missing(
    types: Mapping[str, SubgraphType], type_name: str, selections: SelectionSet
) -> Iterator[str]:
    type_ = types.get(type_name)
    for selection in selections:
        if not isinstance(selection, Field):
            yield from _missing(types, selection.type_condition or type_name, selection.selections)
        elif selection.name == "__typename":
            continue
        elif type_ is None or selection.name not in type_.fields:
            yield f"there is no field {type_name}.{selection.name}; define it, or select another"
        else:
            yield from _below(types, type_.name, selection)


def _below(types: Mapping[str, SubgraphType], type_name: str, selection: Field) -> Iterator[str]:
    target = named_type(types[type_name].fields[selection.name].type)
    is_composite = target in types and types[target].kind in _COMPOSITE
    if is_composite and not selection.selections:
        yield f"{type_name}.{selection.name} is of type {target}; select fields of it"
    elif selection.selections:
        yield from _missing(types, target, selection.selections)
