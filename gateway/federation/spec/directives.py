"""The directives of federation: since when, how defined, and whether supergraphs have them.

Source: the federation specification, versions 2.0 to 2.14.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.federation.spec.links import Version

_ANY_ELEMENT = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | "
    "ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_AUTHORISED = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"


@dataclass(frozen=True, slots=True)
class FederationDirective:
    """One row of the table.

    Attributes:
        since: the federation version that introduced it.
        signature: what follows the name in its definition, in the newest version.
        is_merged: what subgraphs say is carried into the supergraph under the same name.
        earlier: a version, and what followed the name before it.
    """

    name: str
    since: Version
    signature: str
    is_merged: bool = False
    earlier: tuple[tuple[Version, str], ...] = ()

    def signature_in(self, version: Version) -> str:
        """What follows the name in a version of federation."""
        return next((text for until, text in self.earlier if version < until), self.signature)


_ROWS = (
    FederationDirective(
        "key",
        (2, 0),
        "(fields: federation__FieldSet!, resolvable: Boolean = true) "
        "repeatable on OBJECT | INTERFACE",
    ),
    FederationDirective("requires", (2, 0), "(fields: federation__FieldSet!) on FIELD_DEFINITION"),
    FederationDirective("provides", (2, 0), "(fields: federation__FieldSet!) on FIELD_DEFINITION"),
    FederationDirective("external", (2, 0), "(reason: String) on OBJECT | FIELD_DEFINITION"),
    FederationDirective(
        "shareable",
        (2, 0),
        "repeatable on OBJECT | FIELD_DEFINITION",
        earlier=(((2, 2), "on OBJECT | FIELD_DEFINITION"),),
    ),
    FederationDirective("extends", (2, 0), "on OBJECT | INTERFACE"),
    FederationDirective("inaccessible", (2, 0), f"on {_ANY_ELEMENT}", is_merged=True),
    FederationDirective(
        "tag",
        (2, 0),
        f"(name: String!) repeatable on {_ANY_ELEMENT} | SCHEMA",
        is_merged=True,
        earlier=(((2, 3), f"(name: String!) repeatable on {_ANY_ELEMENT}"),),
    ),
    FederationDirective(
        "override",
        (2, 0),
        "(from: String!, label: String) on FIELD_DEFINITION",
        earlier=(((2, 7), "(from: String!) on FIELD_DEFINITION"),),
    ),
    FederationDirective("composeDirective", (2, 1), "(name: String) repeatable on SCHEMA"),
    FederationDirective("interfaceObject", (2, 3), "on OBJECT"),
    FederationDirective("authenticated", (2, 5), f"on {_AUTHORISED}", is_merged=True),
    FederationDirective(
        "requiresScopes",
        (2, 5),
        f"(scopes: [[federation__Scope!]!]!) on {_AUTHORISED}",
        is_merged=True,
    ),
    FederationDirective(
        "policy",
        (2, 6),
        f"(policies: [[federation__Policy!]!]!) on {_AUTHORISED}",
        is_merged=True,
    ),
    FederationDirective(
        "context",
        (2, 8),
        "(name: String!) repeatable on INTERFACE | OBJECT | UNION",
        is_merged=True,
    ),
    FederationDirective(
        "fromContext",
        (2, 8),
        "(field: federation__ContextFieldValue) on ARGUMENT_DEFINITION",
    ),
    FederationDirective(
        "cost",
        (2, 9),
        "(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | "
        "INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
        is_merged=True,
    ),
    FederationDirective(
        "listSize",
        (2, 9),
        "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], "
        "requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION",
        is_merged=True,
    ),
    FederationDirective(
        "cacheTag", (2, 12), "(format: String!) repeatable on FIELD_DEFINITION | OBJECT"
    ),
)
DIRECTIVES: Mapping[str, FederationDirective] = {row.name: row for row in _ROWS}
MERGED_DIRECTIVES = tuple(row.name for row in _ROWS if row.is_merged)
FEDERATION_1_DIRECTIVES = frozenset(("key", "requires", "provides", "external", "extends", "tag"))
# Executable directives that a subgraph may define, but every gateway brings.
BUILT_IN_DIRECTIVES = ("skip", "include", "defer", "stream")
STANDARD_DIRECTIVES = ("deprecated", "specifiedBy", "oneOf")

FIRST_VERSION: Version = (2, 0)
LATEST_VERSION: Version = (2, 14)
# A subgraph without a link to federation, and the version that such a subgraph is upgraded to.
FEDERATION_1: Version = (1, 0)
UPGRADED_VERSION: Version = (2, 4)
# What such a subgraph defines itself, it may define as this version does.
FEDERATION_1_DEFINES: Version = (2, 2)

# Types of the specification (to import, or under its namespace), and their scalars' old names.
TYPES = ("FieldSet", "Scope", "Policy", "ContextFieldValue")
MACHINERY_TYPES = ("_Any", "_Entity", "_Service", "_FieldSet")
MACHINERY_FIELDS = ("_service", "_entities")
