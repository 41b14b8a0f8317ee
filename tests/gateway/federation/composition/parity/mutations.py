"""One small change to one subgraph of a set, of every kind that a developer makes by mistake.

Everything is derived from the documents in a fixed order: a mutation is known by its name alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    InputValueDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    StringValueNode,
    parse,
    parse_const_value,
    print_ast,
)

from tests.gateway.federation.composition.parity import sites
from tests.gateway.federation.composition.parity.sets import Subgraphs
from tests.gateway.federation.composition.parity.sites import Site, changed, edit, with_directive

Change = tuple[str, DocumentNode]
Mutator = Callable[[DocumentNode, list[str]], Iterator[Change]]


@dataclass(frozen=True)
class Mutation:
    """A changed set; ``name`` is ``subgraph/kind/coordinate``."""

    name: str
    subgraphs: Subgraphs

    @property
    def kind(self) -> str:
        """What was done."""
        return self.name.split("/")[1]


def mutations(subgraphs: Subgraphs, per_kind: int | None = None) -> Iterator[Mutation]:
    """All mutations of a set, or ``per_kind`` of each kind, evenly spread."""
    by_kind: dict[str, list[Mutation]] = {}
    for mutation in (*_of_sets(subgraphs), *_of_subgraphs(subgraphs)):
        by_kind.setdefault(mutation.kind, []).append(mutation)
    for found in by_kind.values():
        step = 1 if per_kind is None else -(-len(found) // per_kind)
        yield from found[::step]


def _of_subgraphs(subgraphs: Subgraphs) -> Iterator[Mutation]:
    for name, sdl in subgraphs.items():
        others = [other for other in subgraphs if other != name]
        document = parse(sdl, no_location=True)
        for kind, mutate in MUTATORS.items():
            seen: Counter[str] = Counter()
            for coordinate, mutated in mutate(document, others):
                seen[coordinate] += 1
                number = f"#{seen[coordinate]}" if seen[coordinate] > 1 else ""
                changed_set = {**subgraphs, name: print_ast(mutated)}
                yield Mutation(f"{name}/{kind}/{coordinate}{number}", changed_set)


def _of_sets(subgraphs: Subgraphs) -> Iterator[Mutation]:
    for name, sdl in subgraphs.items():
        remaining = {other: text for other, text in subgraphs.items() if other != name}
        if remaining:
            yield Mutation(f"{name}/drop-subgraph/all", remaining)
        yield Mutation(f"{name}/repeat-subgraph/all", {**subgraphs, f"{name}2": sdl})


# Dropping


def _drop(found: Callable[[DocumentNode], Iterator[Site]]) -> Mutator:
    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for site in found(document):
            yield site.coordinate, edit(document, site.node, None)

    return mutate


def _drop_directive(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    """A schema extension without its last directive is none: the subgraph is of federation 1."""
    for site in sites.directives(document):
        is_last = site.owner.kind == "schema_extension" and len(site.owner.directives) == 1
        yield site.coordinate, edit(document, site.owner if is_last else site.node, None)


def _drop_listed(attribute: str) -> Mutator:
    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for site in sites.types(document):
            for named in getattr(site.node, attribute, None) or ():
                yield f"{site.coordinate}:{named.name.value}", edit(document, named, None)

    return mutate


# Renaming and retyping


def _rename_member(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in (*sites.members(document), *sites.arguments(document)):
        name = NameNode(value=f"{site.node.name.value}X")
        yield site.coordinate, edit(document, site.node, changed(site.node, name=name))


def _rename_type(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.types(document):
        name = NameNode(value=f"{site.node.name.value}X")
        yield site.coordinate, edit(document, site.node, changed(site.node, name=name))


def _retype(retyped: Callable[[Any, DocumentNode], Any]) -> Mutator:
    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for site in (*sites.members(document), *sites.arguments(document)):
            if isinstance(site.node, FieldDefinitionNode | InputValueDefinitionNode):
                type_ = retyped(site.node.type, document)
                if type_ is not None:
                    node = changed(site.node, type=type_)
                    yield site.coordinate, edit(document, site.node, node)

    return mutate


def _nullable(type_: Any, _document: DocumentNode) -> Any:
    return type_.type if isinstance(type_, NonNullTypeNode) else NonNullTypeNode(type=type_)


def _nullable_items(type_: Any, document: DocumentNode) -> Any:
    if isinstance(type_, NonNullTypeNode):
        inner = _nullable_items(type_.type, document)
        return inner and NonNullTypeNode(type=inner)
    if isinstance(type_, ListTypeNode):
        return ListTypeNode(type=_nullable(type_.type, document))
    return None


def _listed(type_: Any, _document: DocumentNode) -> Any:
    inner = type_.type if isinstance(type_, NonNullTypeNode) else type_
    return inner.type if isinstance(inner, ListTypeNode) else ListTypeNode(type=type_)


def _other_type(type_: Any, document: DocumentNode) -> Any:
    if isinstance(type_, NonNullTypeNode):
        return NonNullTypeNode(type=_other_type(type_.type, document))
    if isinstance(type_, ListTypeNode):
        return ListTypeNode(type=_other_type(type_.type, document))
    return NamedTypeNode(name=NameNode(value=_other_name(type_.name.value, document)))


def _other_name(name: str, document: DocumentNode) -> str:
    """The next type of the same kind, or a scalar."""
    kinds = {site.coordinate: site.kind for site in sites.types(document)}
    same = [other for other, kind in kinds.items() if kind == kinds.get(name) or name == "none"]
    if name in same and len(same) > 1:
        return same[(same.index(name) + 1) % len(same)]
    return "Int" if name == "String" else "String"


# Defaults and arguments


def _change_default(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in (*sites.members(document), *sites.arguments(document)):
        if isinstance(site.node, InputValueDefinitionNode) and site.node.default_value:
            value = parse_const_value(_other_value(print_ast(site.node.default_value)))
            yield (
                site.coordinate,
                edit(document, site.node, changed(site.node, default_value=value)),
            )


def _other_value(text: str) -> str:
    flipped = {"true": "false", "false": "true"}
    if text in flipped:
        return flipped[text]
    if text.isdecimal():
        return str(int(text) + 1)
    return '"other"' if text.startswith('"') else "[]" if text.startswith("[") else "{}"


def _toggle_default(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in (*sites.members(document), *sites.arguments(document)):
        node = site.node
        if isinstance(node, InputValueDefinitionNode):
            value = None if node.default_value else parse_const_value("null")
            if value is None or not isinstance(node.type, NonNullTypeNode):
                yield site.coordinate, edit(document, node, changed(node, default_value=value))


def _add_argument(type_: str) -> Mutator:
    added = parse(f"type T {{ f(added: {type_}): Int }}", no_location=True).definitions[0]
    argument = added.fields[0].arguments[0]  # type: ignore[attr-defined]

    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for site in sites.members(document):
            if isinstance(site.node, FieldDefinitionNode):
                node = changed(site.node, arguments=(*(site.node.arguments or ()), argument))
                yield site.coordinate, edit(document, site.node, node)

    return mutate


# Directives


def _add(text: str, *kinds: str) -> Mutator:
    def mutate(document: DocumentNode, others: list[str]) -> Iterator[Change]:
        name = text.split("(", maxsplit=1)[0].removeprefix("@")
        for site in sites.elements(document):
            applied = {directive.name.value for directive in site.node.directives or ()}
            if site.kind in kinds and name not in applied:
                node = with_directive(site.node, text.replace("$other", (others or ["z"])[0]))
                yield site.coordinate, edit(document, site.node, node)

    return mutate


_ELEMENTS = (
    *("object_type", "interface_type", "union_type", "enum_type", "scalar_type"),
    *("input_object_type", "field", "input_value", "enum_value"),
)


def _add_key(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.types(document):
        if site.kind in ("object_type", "interface_type") and site.node.fields:
            first = site.node.fields[-1].name.value
            node = with_directive(site.node, f'@key(fields: "{first}")')
            yield site.coordinate, edit(document, site.node, node)


def _change_field_set(text: str) -> Mutator:
    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for site in sites.directives(document):
            for argument in site.node.arguments or ():
                if argument.name.value == "fields" and isinstance(argument.value, StringValueNode):
                    value = StringValueNode(value=text.replace("$", argument.value.value))
                    node = edit(document, argument, changed(argument, value=value))
                    yield site.coordinate, node

    return mutate


def _flip_resolvable(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.directives(document):
        if site.node.name.value.endswith(("key", "entity")):
            fields = [each for each in site.node.arguments or () if each.name.value == "fields"]
            flag = sites.parsed_directive("@key(resolvable: false)").arguments
            arguments = (*fields, *(flag if len(fields) == len(site.node.arguments or ()) else ()))
            yield (
                site.coordinate,
                edit(document, site.node, changed(site.node, arguments=arguments)),
            )


def _repeat(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.directives(document):
        repeated = tuple(
            each
            for directive in site.owner.directives
            for each in ((directive,) * (2 if directive is site.node else 1))
        )
        yield site.coordinate, edit(document, site.owner, changed(site.owner, directives=repeated))


# The schema and its types


def _links(document: DocumentNode) -> Iterator[DirectiveNode]:
    for site in sites.directives(document):
        if site.node.name.value == "link" and "/federation/" in print_ast(site.node):
            yield site.node


def _change_version(version: str) -> Mutator:
    def mutate(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
        for link in _links(document):
            url = link.arguments[0]
            identity = url.value.value.rpartition("/")[0]  # type: ignore[attr-defined]
            value = StringValueNode(value=f"{identity}/{version}")
            yield version, edit(document, url, changed(url, value=value))

    return mutate


def _drop_import(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for link in _links(document):
        for argument in link.arguments:
            for value in getattr(argument.value, "values", ()):
                yield print_ast(value), edit(document, value, None)


def _toggle_extend(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.types(document):
        text = _undescribed(site.node)
        other = text.removeprefix("extend ") if text.startswith("extend ") else f"extend {text}"
        if site.kind == "scalar_type" and not site.node.directives:
            continue  # such an extension would be no GraphQL at all
        yield site.coordinate, edit(document, site.node, _parsed(other))


def _other_kind(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    keywords = {"type ": "interface ", "interface ": "type "}
    for site in sites.types(document):
        text = _undescribed(site.node).removeprefix("extend ")
        keyword = next((each for each in keywords if text.startswith(each)), None)
        other = (
            f"{keywords[keyword]}{text.removeprefix(keyword)}"
            if keyword
            else f"{'enum' if site.kind == 'scalar_type' else 'scalar'} {site.node.name.value}"
        )
        yield site.coordinate, edit(document, site.node, _parsed(other))


def _undescribed(node: Any) -> str:
    return print_ast(changed(node, description=None) if "description" in node.keys else node)


def _parsed(text: str) -> Any:
    return parse(text, no_location=True).definitions[0]


def _describe(document: DocumentNode, _others: list[str]) -> Iterator[Change]:
    for site in sites.elements(document):
        if "description" in site.node.keys:
            node = changed(site.node, description=StringValueNode(value="Otherwise."))
            yield site.coordinate, edit(document, site.node, node)


MUTATORS: Mapping[str, Mutator] = {
    "drop-directive": _drop_directive,
    "drop-type": _drop(sites.types),
    "drop-member": _drop(sites.members),
    "drop-argument": _drop(sites.arguments),
    "drop-interface": _drop_listed("interfaces"),
    "drop-union-member": _drop_listed("types"),
    "rename-member": _rename_member,
    "rename-type": _rename_type,
    "other-type": _retype(_other_type),
    "nullability": _retype(_nullable),
    "item-nullability": _retype(_nullable_items),
    "list": _retype(_listed),
    "other-default": _change_default,
    "default-presence": _toggle_default,
    "optional-argument": _add_argument("Int"),
    "required-argument": _add_argument("Int!"),
    "add-inaccessible": _add("@inaccessible", *_ELEMENTS),
    "add-tag": _add('@tag(name: "added")', *_ELEMENTS),
    "add-external": _add("@external", "object_type", "field"),
    "add-shareable": _add("@shareable", "object_type", "interface_type", "field"),
    "add-override": _add('@override(from: "$other")', "field"),
    "add-interface-object": _add("@interfaceObject", "object_type"),
    "add-extends": _add("@extends", "object_type", "interface_type"),
    "add-deprecated": _add("@deprecated", "field", "input_value", "enum_value"),
    "add-requires": _add('@requires(fields: "id")', "field"),
    "add-provides": _add('@provides(fields: "id")', "field"),
    "add-key": _add_key,
    "repeat-directive": _repeat,
    "unknown-field-in-set": _change_field_set("$ nope"),
    "typename-in-set": _change_field_set("__typename $"),
    "broken-field-set": _change_field_set("$ {"),
    "alias-in-set": _change_field_set("other: $"),
    "resolvable": _flip_resolvable,
    "oldest-version": _change_version("v2.0"),
    "newest-version": _change_version("v2.12"),
    "unknown-version": _change_version("v2.99"),
    "drop-import": _drop_import,
    "extend": _toggle_extend,
    "other-kind": _other_kind,
    "description": _describe,
}
