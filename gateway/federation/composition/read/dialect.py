"""The dialect of a subgraph: which federation version it links, and what it calls the directives.

A document and its ``@link``s enter; leaves a table from the subgraph's names to the
specification's. Whatever is not understood is reported, since ignoring it would change meaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from graphql import DocumentNode

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.read.applied import (
    applied_directives,
    defined_directives,
    line_of,
)
from gateway.federation.composition.read.links import check_links, hint_on_upgrade, is_known
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.errors import LinkError
from gateway.federation.spec import connect
from gateway.federation.spec.directives import (
    DIRECTIVES,
    FEDERATION_1,
    FEDERATION_1_DEFINES,
    FEDERATION_1_DIRECTIVES,
    FIRST_VERSION,
    MACHINERY_TYPES,
    TYPES,
    UPGRADED_VERSION,
)
from gateway.federation.spec.join import LINK_SIGNATURE
from gateway.federation.spec.linkable import FEDERATION, LINKING, specification_of
from gateway.federation.spec.links import Link, Version, links_of_subgraph

# No type of a supergraph can be called so, however a subgraph calls the specifications.
_RESERVED_PREFIXES = ("core__", "federation__", "join__", "link__")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one subgraph speaks.

    Attributes:
        directives: the subgraph's name of a directive (without ``@``) to the specification's.
        types: the subgraph's name of a machinery type to the specification's.
        link: name of the link directive itself.
    """

    version: Version
    directives: Mapping[str, str]
    types: Mapping[str, str]
    link: str = "link"

    def is_machinery_type(self, name: str) -> bool:
        """Whether a type is federation's or link's own."""
        return (
            name in self.types
            or name in MACHINERY_TYPES
            or name.startswith((f"{self.link}__", *_RESERVED_PREFIXES))
        )

    def signature(self, name: str) -> str:
        """What follows the subgraph's name of a directive in its definition."""
        if name == self.link and name not in self.directives:
            return LINK_SIGNATURE.replace("link__", f"{self.link}__")
        canonical = self.directives[name]
        if canonical in connect.SIGNATURES:
            return self._localised(connect.SIGNATURES[canonical])
        version = FEDERATION_1_DEFINES if self.version == FEDERATION_1 else self.version
        return self._localised(DIRECTIVES[canonical].signature_in(version))

    def type_definition(self, name: str) -> str:
        """The definition of a machinery type by the subgraph's name for it."""
        fields = connect.INPUTS.get(self.types[name])
        return f"input {name} {{ {self._localised(fields)} }}" if fields else f"scalar {name}"

    def _localised(self, text: str) -> str:
        for own, canonical in self.types.items():
            text = re.sub(rf"(federation|connect)__{canonical}\b", own, text)
        return text

    def defines(self, name: str) -> bool:
        """Whether the definition of a directive is a specification's, not the subgraph's."""
        return name in self.directives or (name == self.link and self.version != FEDERATION_1)

    def is_machinery_directive(self, name: str) -> bool:
        """Whether a directive is federation's or link's own."""
        return name in self.directives or name == self.link


def read_dialect(
    definition: SubgraphDefinition, document: DocumentNode, report: Report
) -> Dialect | None:
    """Resolve the links of a subgraph; None when an error was reported."""
    try:
        links = links_of_subgraph(document)
    except LinkError as error:
        place = Location(definition.name, error.line)
        report.error(Code.INVALID_LINK_DIRECTIVE_USAGE, f"in {definition.name!r}: {error}", place)
        return None
    if check_links(definition.name, links, report):
        hint_on_upgrade(definition.name, links, report)
        return _dialect(links, defined_directives(document))
    _report_unknown_directives(definition, document, links, report)
    return None


def _report_unknown_directives(
    definition: SubgraphDefinition, document: DocumentNode, links: tuple[Link, ...], report: Report
) -> None:
    """What an unknown version of federation may define, nobody knows."""
    for link in links:
        if link.identity == FEDERATION and link.version and not is_known(link.version):
            applied = {f"@{each.name.value}": each for each in applied_directives(document)}
            uses = {name: node for name, node in applied.items() if link.has_local_name(name)}
            if uses:
                report.error(
                    Code.INVALID_GRAPHQL,
                    f"in {definition.name!r}: unknown directives {', '.join(uses)}; they need a "
                    "known version of federation",
                    *(Location(definition.name, line_of(node)) for node in uses.values()),
                )


def _dialect(links: tuple[Link, ...], defined: AbstractSet[str]) -> Dialect:
    """Without a link to federation, its other directives are there by being defined."""
    federation = [link for link in links if link.identity == FEDERATION]
    upgraded = (row.name for row in DIRECTIVES.values() if row.since <= UPGRADED_VERSION)
    directives = {name: name for name in upgraded if name in defined | FEDERATION_1_DIRECTIVES}
    types = {"_FieldSet": "FieldSet"}
    for link in federation:
        known = (row.name for row in DIRECTIVES.values() if row.since <= (link.version or (0, 0)))
        directives = {link.local_name(f"@{name}").removeprefix("@"): name for name in known}
        types = {link.local_name(name): name for name in TYPES}
    for link in links:
        feature = specification_of(link)
        if feature is not None and link.identity not in LINKING:
            local = {link.local_name(f"@{name}")[1:]: name for name in feature.directives}
            directives |= local
            types |= {link.local_name(name): name for name in feature.types}
    return Dialect(
        version=(federation[0].version or FIRST_VERSION) if federation else FEDERATION_1,
        directives=directives,
        types=types,
        link=next((link.prefix for link in links if link.identity in LINKING), "link"),
    )
