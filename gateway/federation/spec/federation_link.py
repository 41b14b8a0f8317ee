"""``@link`` to federation: which version a subgraph speaks, and what it calls the directives.

Source: link specification v1.0. ``import: ["@key", {name: "@tag", as: "@label"}]`` brings names
in, everything else stays reachable under the namespace: ``@federation__key``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, SchemaDefinitionNode, SchemaExtensionNode, value_from_ast_untyped

from gateway.federation.spec.directives import DIRECTIVES

_FEDERATION = re.compile(r"https://specs\.apollo\.dev/federation/v(\d+)\.(\d+)/?")


@dataclass(frozen=True, slots=True)
class FederationLink:
    """How one subgraph refers to the federation specification.

    Attributes:
        names: name in the document, without ``@``, to the directive's own name.
    """

    version: tuple[int, int]
    names: Mapping[str, str]


def federation_link(document: DocumentNode) -> FederationLink | None:
    """The subgraph's link to federation 2, or None for a federation 1 document."""
    for arguments in _links(document):
        match = _FEDERATION.fullmatch(str(arguments.get("url", "")))
        if match:
            namespace = arguments.get("as") or "federation"
            names = {f"{namespace}__{name}": name for name in DIRECTIVES}
            names |= dict(_imports(arguments.get("import") or []))
            return FederationLink((int(match[1]), int(match[2])), names)
    return None


def _links(document: DocumentNode) -> Iterator[dict[str, Any]]:
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            for directive in node.directives or ():
                if directive.name.value == "link":
                    yield {
                        argument.name.value: value_from_ast_untyped(argument.value)
                        for argument in directive.arguments or ()
                    }


def _imports(imported: list[Any]) -> Iterator[tuple[str, str]]:
    for each in imported:
        name, renamed = (each, each) if isinstance(each, str) else (each["name"], each.get("as"))
        if name.startswith("@"):
            yield (renamed or name).removeprefix("@"), name.removeprefix("@")
