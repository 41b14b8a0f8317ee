"""The specifications that a supergraph links for directives carried over from its subgraphs.

Sources: tag v0.3, inaccessible v0.2, authenticated, requiresScopes, policy, context, cost and
cacheTag v0.1.
Their directives are those of federation (``directives``); a supergraph knows them by the names
that the subgraphs use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.federation.spec.directives import DIRECTIVES

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Feature:
    """One specification.

    Attributes:
        purpose: ``SECURITY`` when a gateway that ignores it must not serve the supergraph.
        directives: its directives; the first one may have the specification's own name.
        types: its scalars.
        is_joined: its directives are carried by ``@join__directive``, each for its subgraphs alone.
    """

    name: str
    version: str
    directives: tuple[str, ...]
    purpose: str | None = None
    types: tuple[str, ...] = ()
    is_joined: bool = False

    def link(self, names: Names) -> str:
        """The ``@link`` of a supergraph in which the directives in use have ``names``."""
        parts = [f'url: "https://specs.apollo.dev/{self.name}/v{self.version}"']
        if self.purpose:
            parts.append(f"for: {self.purpose}")
        imports = ", ".join(self._imports(names))
        if imports:
            parts.append(f"import: [{imports}]")
        return f"@link({', '.join(parts)})"

    def definitions(self, names: Names) -> Iterator[str]:
        """The definitions that the link stands for."""
        for name in () if self.is_joined else self.directives:
            signature = DIRECTIVES[name].signature
            for type_name in self.types:
                signature = signature.replace(f"federation__{type_name}", self._type(type_name))
            space = "" if signature.startswith("(") else " "
            yield f"directive @{names.get(name) or self._default(name)}{space}{signature}"
        for type_name in self.types:
            yield f"scalar {self._type(type_name)}"

    def _imports(self, names: Names) -> Iterator[str]:
        for name in () if self.is_joined else self.directives:
            own = names.get(name)
            if own is not None and own != self._default(name):
                yield f'"@{name}"' if own == name else f'{{name: "@{name}", as: "@{own}"}}'

    def _default(self, directive: str) -> str:
        return directive if directive == self.name else f"{self.name}__{directive}"

    def _type(self, type_name: str) -> str:
        return f"{self.name}__{type_name}"


FEATURES = (
    Feature("tag", "0.3", ("tag",)),
    Feature("inaccessible", "0.2", ("inaccessible",), "SECURITY"),
    Feature("authenticated", "0.1", ("authenticated",), "SECURITY"),
    Feature("requiresScopes", "0.1", ("requiresScopes",), "SECURITY", ("Scope",)),
    Feature("policy", "0.1", ("policy",), "SECURITY", ("Policy",)),
    Feature("context", "0.1", ("context", "fromContext"), "SECURITY", ("ContextFieldValue",)),
    Feature("cost", "0.1", ("cost", "listSize")),
    Feature("cacheTag", "0.1", ("cacheTag",), "EXECUTION", is_joined=True),
)
