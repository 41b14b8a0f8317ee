"""The specifications that a subgraph may link beside federation, and what each of them defines.

Sources: the published specifications under ``https://specs.apollo.dev``. Federation contains most
of them; linking one by itself brings its directives under its own namespace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.federation.spec import connect
from gateway.federation.spec.links import Link, Version

SPECIFICATIONS = "https://specs.apollo.dev/"
FEDERATION = f"{SPECIFICATIONS}federation"


@dataclass(frozen=True, slots=True)
class Linkable:
    """A specification by its name, the last part of its identity.

    Attributes:
        since: the first version of federation that the specification fits; ``needs`` says it by
            the specification's own versions.
        directives: names, as in the table of federation's directives where they are federation's.
    """

    versions: tuple[Version, ...]
    directives: tuple[str, ...]
    types: tuple[str, ...] = ()
    since: Version = (2, 0)
    needs: Mapping[Version, Version] = field(default_factory=dict)

    def needed(self, version: Version | None) -> Version:
        """The first version of federation that a version of the specification fits."""
        return self.needs.get(version or (0, 0), self.since)

    @property
    def elements(self) -> tuple[str, ...]:
        """What can be imported."""
        return (*(f"@{name}" for name in self.directives), *self.types)


_LINKABLE: Mapping[str, Linkable] = {
    "link": Linkable(((1, 0),), ("link",), ("Purpose", "Import")),
    "core": Linkable(((0, 1), (0, 2)), ("core",), ("Purpose",)),
    "tag": Linkable(((0, 1), (0, 2), (0, 3)), ("tag",)),
    "inaccessible": Linkable(((0, 1), (0, 2)), ("inaccessible",)),
    "authenticated": Linkable(((0, 1),), ("authenticated",), since=(2, 5)),
    "requiresScopes": Linkable(((0, 1),), ("requiresScopes",), ("Scope",), since=(2, 5)),
    "policy": Linkable(((0, 1),), ("policy",), ("Policy",), since=(2, 6)),
    "context": Linkable(((0, 1),), ("context", "fromContext"), ("ContextFieldValue",)),
    "cost": Linkable(((0, 1),), ("cost", "listSize"), since=(2, 9)),
    "cacheTag": Linkable(((0, 1),), ("cacheTag",)),
    "connect": Linkable(
        tuple(connect.NEEDS),
        tuple(connect.SIGNATURES),
        (*connect.SCALARS, *connect.INPUTS),
        needs=connect.NEEDS,
    ),
}
LINKABLE: Mapping[str, Linkable] = {
    f"{SPECIFICATIONS}{name}": _LINKABLE[name] for name in _LINKABLE
}
# The specifications that define the linking itself.
LINKING = (f"{SPECIFICATIONS}link", f"{SPECIFICATIONS}core")


def specification_of(link: Link) -> Linkable | None:
    """What a link brings; None when its specification, or that version of it, is not known."""
    linkable = LINKABLE.get(link.identity)
    return linkable if linkable is not None and link.version in linkable.versions else None
