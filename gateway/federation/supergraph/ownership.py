"""The arguments of ``@join__type`` and ``@join__field`` as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import parse_type

from gateway.federation.errors import FieldSetError, SupergraphError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.from_ast import type_reference
from gateway.federation.language.selection import SelectionSet
from gateway.federation.supergraph.model import (
    ContextArgument,
    FieldOwnership,
    Key,
    TypeOwnership,
)


def type_ownership(applied: list[dict[str, Any]], place: str) -> TypeOwnership:
    """How one subgraph knows a type, from all its ``@join__type``.

    Raises:
        SupergraphError: a key that cannot be read.
    """
    return TypeOwnership(
        keys=tuple(
            Key(_field_set(arguments["key"], place), arguments.get("resolvable", True))
            for arguments in applied
            if arguments.get("key")
        ),
        is_extension=any(arguments.get("extension") for arguments in applied),
        is_interface_object=any(arguments.get("isInterfaceObject") for arguments in applied),
    )


def _field_set(text: str, place: str) -> SelectionSet:
    try:
        return parse_field_set(text)
    except FieldSetError as error:
        raise SupergraphError(f"{place}: {error}; compose again") from error


def field_ownership(arguments: dict[str, Any], place: str) -> FieldOwnership:
    """How one subgraph knows a field.

    Raises:
        SupergraphError: a field set that cannot be read, or an incomplete context argument.
    """
    requires, provides = arguments.get("requires"), arguments.get("provides")
    type_text = arguments.get("type")
    return FieldOwnership(
        type=type_reference(parse_type(type_text)) if type_text else None,
        requires=_field_set(requires, place) if requires else None,
        provides=_field_set(provides, place) if provides else None,
        external=bool(arguments.get("external")),
        override_from=arguments.get("override"),
        override_label=arguments.get("overrideLabel"),
        used_overridden=bool(arguments.get("usedOverridden")),
        context_arguments=tuple(
            _context_argument(each, place) for each in arguments.get("contextArguments") or ()
        ),
    )


def _context_argument(argument: Mapping[str, str], place: str) -> ContextArgument:
    missing = {"name", "type", "context", "selection"} - set(argument)
    if missing:
        lacking = ", ".join(sorted(missing))
        raise SupergraphError(f"a context argument of {place} lacks {lacking}; compose again")
    return ContextArgument(
        name=argument["name"],
        type=type_reference(parse_type(argument["type"])),
        context=argument["context"],
        selections=_field_set(argument["selection"], place),
    )
