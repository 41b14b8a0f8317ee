"""The directives of Apollo Federation: since when, and whether this engine composes them.

Source: the federation specification, versions 2.0 to 2.12. What is not supported is refused at
composition, never ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FederationDirective:
    """One row of the table; ``since`` is the federation version (major, minor)."""

    name: str
    since: tuple[int, int]
    is_supported: bool


_ROWS = (
    FederationDirective("key", (2, 0), is_supported=True),
    FederationDirective("external", (2, 0), is_supported=True),
    FederationDirective("requires", (2, 0), is_supported=True),
    FederationDirective("provides", (2, 0), is_supported=True),
    FederationDirective("shareable", (2, 0), is_supported=True),
    FederationDirective("extends", (2, 0), is_supported=True),
    FederationDirective("inaccessible", (2, 0), is_supported=True),
    FederationDirective("tag", (2, 0), is_supported=True),
    FederationDirective("override", (2, 0), is_supported=False),
    FederationDirective("composeDirective", (2, 1), is_supported=False),
    FederationDirective("interfaceObject", (2, 3), is_supported=False),
    FederationDirective("authenticated", (2, 5), is_supported=False),
    FederationDirective("requiresScopes", (2, 5), is_supported=False),
    FederationDirective("policy", (2, 6), is_supported=False),
    FederationDirective("context", (2, 8), is_supported=False),
    FederationDirective("fromContext", (2, 8), is_supported=False),
    FederationDirective("cost", (2, 9), is_supported=False),
    FederationDirective("listSize", (2, 9), is_supported=False),
    FederationDirective("cacheTag", (2, 12), is_supported=False),
)
DIRECTIVES: Mapping[str, FederationDirective] = {row.name: row for row in _ROWS}
BUILT_IN_DIRECTIVES = ("deprecated", "specifiedBy", "oneOf", "skip", "include", "link")
LATEST_VERSION = (2, 12)
MACHINERY_TYPES = ("_Any", "_Entity", "_Service")
MACHINERY_FIELDS = ("_service", "_entities")
