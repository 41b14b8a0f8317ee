"""From a supergraph SDL to the frozen model (join specification v0.1 to v0.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    print_ast,
    value_from_ast_untyped,
)
from graphql.language import DirectiveNode

from gateway.federation.errors import SupergraphError
from gateway.federation.language.from_ast import type_reference
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.spec.links import name_of_directive, read_links
from gateway.federation.supergraph.access import AccessReader
from gateway.federation.supergraph.document import judge_document, line_of
from gateway.federation.supergraph.features import check_features
from gateway.federation.supergraph.model import (
    ArgumentInfo,
    FieldInfo,
    FieldOwnership,
    Subgraph,
    Supergraph,
    TypeInfo,
    TypeKind,
    TypeOwnership,
)
from gateway.federation.supergraph.ownership import field_ownership, type_ownership
from gateway.federation.supergraph.references import missing_references, missing_roots

BUILT_IN_SCALARS = ("String", "Int", "Float", "Boolean", "ID")
_KINDS: Mapping[type[TypeDefinitionNode], TypeKind] = {
    ObjectTypeDefinitionNode: TypeKind.OBJECT,
    InterfaceTypeDefinitionNode: TypeKind.INTERFACE,
    UnionTypeDefinitionNode: TypeKind.UNION,
    EnumTypeDefinitionNode: TypeKind.ENUM,
    ScalarTypeDefinitionNode: TypeKind.SCALAR,
    InputObjectTypeDefinitionNode: TypeKind.INPUT,
}
_MACHINERY = ("join__", "link__", "core__", "federation__")


def read_supergraph(sdl: str) -> Supergraph:
    """Read a supergraph SDL, whoever composed it, to serve it.

    Raises:
        SupergraphError: no GraphQL, no supergraph, or a feature that the engine does not handle.
    """
    return judge_document(sdl, lambda document: served_supergraph(document, sdl))


def served_supergraph(document: DocumentNode, sdl: str) -> Supergraph:
    """The same of its document, for whoever derives more from it: parsing costs most.

    Raises:
        SupergraphError: as ``read_supergraph``.
    """
    check_features(document)
    supergraph = supergraph_of(document, sdl)
    _require_coherence(supergraph, document)
    return supergraph


def _require_coherence(supergraph: Supergraph, document: DocumentNode) -> None:
    for problem in missing_roots(supergraph):
        raise SupergraphError(f"{problem}; compose again")
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode) and node.name.value in supergraph.types:
            info = supergraph.types[node.name.value]
            for problem in missing_references(info, supergraph):
                raise SupergraphError(f"{problem}; compose again", line_of(node))


def supergraph_of(document: DocumentNode, sdl: str) -> Supergraph:
    """The values of a supergraph's document; what else it links is not asked here.

    Raises:
        SupergraphError: it is no supergraph.
    """
    names = _graph_names(document)
    graphs = {value: subgraph.name for value, subgraph in names.items()}
    links = read_links(document)
    inaccessible = name_of_directive("inaccessible", links)
    reader = _TypeReader(graphs, inaccessible, AccessReader.of(links))
    types = {
        node.name.value: reader.read(node)
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode) and not node.name.value.startswith(_MACHINERY)
    }
    for name in BUILT_IN_SCALARS:
        types.setdefault(name, TypeInfo(name, TypeKind.SCALAR, owners={}))
    roots = _root_types(document, types)
    if "query" not in roots:
        raise SupergraphError("the supergraph has no type Query; a subgraph must define one")
    return Supergraph(
        subgraphs={subgraph.name: subgraph for subgraph in names.values()},
        types=types,
        possible_types=_possible_types(types),
        root_types=roots,
        version=hashlib.sha256(sdl.encode()).hexdigest()[:16],
        contexts=_contexts(document, name_of_directive("context", links)),
    )


def _contexts(document: DocumentNode, directive: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for node in document.definitions:
        if isinstance(node, TypeDefinitionNode):
            for arguments in _applied(node.directives, directive):
                name = arguments["name"]
                found[name] = (*found.get(name, ()), node.name.value)
    return found


def _graph_names(document: DocumentNode) -> dict[str, Subgraph]:
    for node in document.definitions:
        if isinstance(node, EnumTypeDefinitionNode) and node.name.value == "join__Graph":
            return {value.name.value: _subgraph(value) for value in node.values or ()}
    raise SupergraphError(
        "the SDL has no enum join__Graph, so it is no supergraph; compose the subgraphs first"
    )


def _subgraph(node: EnumValueDefinitionNode) -> Subgraph:
    for arguments in _applied(node.directives, "join__graph"):
        if arguments.get("name"):
            return Subgraph(arguments["name"], arguments.get("url") or "")
    raise SupergraphError(
        f"{node.name.value} in join__Graph has no @join__graph(name:, url:); compose again",
        line_of(node),
    )


@dataclass(frozen=True, slots=True)
class _TypeReader:
    """Reads types; ``inaccessible`` is what the supergraph calls that directive."""

    graphs: Mapping[str, str]
    inaccessible: str
    access: AccessReader

    def read(self, node: TypeDefinitionNode) -> TypeInfo:
        try:
            return self._read(node)
        except SupergraphError as error:
            raise SupergraphError(str(error), line_of(node)) from error

    def _read(self, node: TypeDefinitionNode) -> TypeInfo:
        name = node.name.value
        owners = self._type_owners(node)
        return TypeInfo(
            name=name,
            kind=_KINDS[type(node)],
            owners=owners,
            fields=self._fields(node, owners),
            interfaces=self._interfaces(node, owners),
            members=self._members(node, owners),
            enum_values={
                value.name.value: _has(value.directives, self.inaccessible)
                for value in (node.values or () if isinstance(node, EnumTypeDefinitionNode) else ())
            },
            is_inaccessible=_has(node.directives, self.inaccessible),
            access=self.access.read(node.directives),
        )

    def _type_owners(self, node: TypeDefinitionNode) -> dict[str, TypeOwnership]:
        gathered: dict[str, list[dict[str, Any]]] = {}
        for arguments in _applied(node.directives, "join__type"):
            graph = self._graph(arguments, node.name.value)
            gathered.setdefault(graph, []).append(arguments)
        if not gathered and not isinstance(node, ScalarTypeDefinitionNode):
            # join v0.1 marks only entities: any other type is known to every subgraph.
            return {name: TypeOwnership() for name in self.graphs.values()}
        return {
            graph: type_ownership(applied, f"{node.name.value} in subgraph {graph}")
            for graph, applied in gathered.items()
        }

    def _graph(self, arguments: dict[str, Any], coordinate: str) -> str:
        value = str(arguments.get("graph"))
        if value not in self.graphs:
            raise SupergraphError(
                f"{coordinate} is joined to graph {value}, which join__Graph does not list; "
                "compose again"
            )
        return self.graphs[value]

    def _fields(
        self, node: TypeDefinitionNode, owners: Mapping[str, TypeOwnership]
    ) -> dict[str, FieldInfo]:
        if isinstance(node, InputObjectTypeDefinitionNode):
            return {
                field.name.value: _input_field(field, self.inaccessible)
                for field in node.fields or ()
            }
        if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return {}
        scope = _TypeScope(node.name.value, owners, _owner_in_join_v01(node, self.graphs))
        return {field.name.value: self._field(field, scope) for field in node.fields or ()}

    def _field(self, node: FieldDefinitionNode, scope: _TypeScope) -> FieldInfo:
        coordinate = f"{scope.type_name}.{node.name.value}"
        owned: dict[str, FieldOwnership] = {}
        joins = _applied(node.directives, "join__field")
        for arguments in joins:
            if arguments.get("graph"):
                graph = self._graph(arguments, coordinate)
                owned[graph] = field_ownership(arguments, f"{coordinate} in subgraph {graph}")
        return FieldInfo(
            name=node.name.value,
            type=type_reference(node.type),
            arguments={
                argument.name.value: _argument(argument) for argument in node.arguments or ()
            },
            owners=scope.owners_of(node.name.value, owned if joins else None),
            is_inaccessible=_has(node.directives, self.inaccessible),
            access=self.access.read(node.directives),
        )

    def _interfaces(
        self, node: TypeDefinitionNode, owners: Mapping[str, TypeOwnership]
    ) -> dict[str, tuple[str, ...]]:
        if not isinstance(node, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            return {}
        names = [interface.name.value for interface in node.interfaces or ()]
        return self._by_subgraph(node, ("join__implements", "interface"), names, owners)

    def _members(
        self, node: TypeDefinitionNode, owners: Mapping[str, TypeOwnership]
    ) -> dict[str, tuple[str, ...]]:
        if not isinstance(node, UnionTypeDefinitionNode):
            return {}
        names = [member.name.value for member in node.types or ()]
        return self._by_subgraph(node, ("join__unionMember", "member"), names, owners)

    def _by_subgraph(
        self,
        node: TypeDefinitionNode,
        directive: tuple[str, str],
        names: list[str],
        owners: Mapping[str, TypeOwnership],
    ) -> dict[str, tuple[str, ...]]:
        name, argument = directive
        found: dict[str, list[str]] = {}
        for arguments in _applied(node.directives, name):
            graph = self._graph(arguments, node.name.value)
            found.setdefault(str(arguments.get(argument)), []).append(graph)
        return {each: tuple(found.get(each, owners if not found else ())) for each in names}


@dataclass(frozen=True, slots=True)
class _TypeScope:
    """The type around a field; ``join_v01_owner`` is the subgraph of ``@join__owner``."""

    type_name: str
    owners: Mapping[str, TypeOwnership]
    join_v01_owner: str | None

    def owners_of(
        self, field_name: str, joined: dict[str, FieldOwnership] | None
    ) -> dict[str, FieldOwnership]:
        """Owners made explicit; ``joined`` is None for a field without any ``@join__field``.

        In join v0.1 an entity's field belongs to the type's owner unless joined elsewhere, and
        every subgraph resolves the fields of its own keys.
        """
        if self.join_v01_owner is None:
            return {name: FieldOwnership() for name in self.owners} if joined is None else joined
        found = joined or {self.join_v01_owner: FieldOwnership()}
        for name, ownership in self.owners.items():
            if any(_selects(key.fields, field_name) for key in ownership.keys):
                found.setdefault(name, FieldOwnership())
        return found


def _owner_in_join_v01(node: TypeDefinitionNode, graphs: Mapping[str, str]) -> str | None:
    for arguments in _applied(node.directives, "join__owner"):
        return graphs[arguments["graph"]]
    return None


def _selects(selections: SelectionSet, field_name: str) -> bool:
    return any(isinstance(each, Field) and each.name == field_name for each in selections)


def _argument(node: InputValueDefinitionNode) -> ArgumentInfo:
    default = print_ast(node.default_value) if node.default_value else None
    return ArgumentInfo(node.name.value, type_reference(node.type), default)


def _input_field(node: InputValueDefinitionNode, inaccessible: str) -> FieldInfo:
    return FieldInfo(
        node.name.value,
        type_reference(node.type),
        arguments={},
        owners={},
        is_inaccessible=_has(node.directives, inaccessible),
    )


def _possible_types(types: Mapping[str, TypeInfo]) -> dict[str, tuple[str, ...]]:
    possible: dict[str, tuple[str, ...]] = {}
    for name, info in types.items():
        if info.kind is TypeKind.OBJECT:
            possible[name] = (name,)
        elif info.kind is TypeKind.UNION:
            possible[name] = tuple(info.members)
        elif info.kind is TypeKind.INTERFACE:
            possible[name] = tuple(
                each.name
                for each in types.values()
                if each.kind is TypeKind.OBJECT and name in each.interfaces
            )
    return possible


def _root_types(document: DocumentNode, types: Mapping[str, TypeInfo]) -> dict[str, str]:
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode):
            return {root.operation.value: root.type.name.value for root in node.operation_types}
    defaults = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
    return {kind: name for kind, name in defaults.items() if name in types}


def _applied(directives: Iterable[DirectiveNode] | None, name: str) -> list[dict[str, Any]]:
    return [
        {
            argument.name.value: value_from_ast_untyped(argument.value)
            for argument in directive.arguments or ()
        }
        for directive in directives or ()
        if directive.name.value == name
    ]


def _has(directives: Iterable[DirectiveNode] | None, name: str) -> bool:
    return any(directive.name.value == name for directive in directives or ())
