"""``@link``: how a subgraph names the directives of federation.

What the supergraph takes over (``@tag``, ``@inaccessible``) must have one name everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAKEN_OVER = ("tag", "inaccessible")
OTHERS = (
    "key",
    "shareable",
    "external",
    "requires",
    "provides",
    "override",
    "interfaceObject",
    "context",
    "fromContext",
)


@dataclass(frozen=True)
class Link:
    """Names by directive; those that differ are imported so, or stand below a namespace."""

    version: str = "v2.8"
    namespace: str = ""
    renamed: frozenset[str] = frozenset()
    is_imported: bool = True

    def __str__(self) -> str:
        imported = [f'"@{name}"' for name in _TAKEN_OVER]
        if self.is_imported:
            imported += [self._imported(name) for name in OTHERS]
        namespace = f', as: "{self.namespace}"' if self.namespace else ""
        url = f"https://specs.apollo.dev/federation/{self.version}"
        return f'extend schema @link(url: "{url}"{namespace}, import: [{", ".join(imported)}])'

    def applied(self, sdl: str) -> str:
        """An SDL with the names that this subgraph uses."""
        return re.sub(r"@(\w+)", lambda found: f"@{self._name(found[1])}", sdl)

    def _imported(self, name: str) -> str:
        if name not in self.renamed:
            return f'"@{name}"'
        return f'{{name: "@{name}", as: "@{self._name(name)}"}}'

    def _name(self, name: str) -> str:
        if name not in OTHERS:
            return name
        if not self.is_imported:
            return f"{self.namespace or 'federation'}__{name}"
        return f"my_{name}" if name in self.renamed else name
