"""The dialect of a subgraph: which federation version it links, and what it calls the directives.

A document and its ``@link``s enter; leaves a table from the subgraph's names to the
specification's. Whatever is not understood is reported, since ignoring it would change meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from graphql import DocumentNode

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.errors import LinkError
from gateway.federation.spec.directives import (
    DIRECTIVES,
    FEDERATION_1,
    FEDERATION_1_DIRECTIVES,
    FIRST_VERSION,
    LATEST_VERSION,
    MACHINERY_TYPES,
    TYPES,
)
from gateway.federation.spec.links import Link, Version, read_links

SPECIFICATIONS = "https://specs.apollo.dev/"
FEDERATION = f"{SPECIFICATIONS}federation"
# Specifications that define single directives of federation too, and may be linked by themselves.
_SINGLE = {f"{SPECIFICATIONS}{name}": name for name in ("tag", "inaccessible")}
_IGNORED = (f"{SPECIFICATIONS}link", f"{SPECIFICATIONS}core")


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
        return name in self.types or name in MACHINERY_TYPES or name.startswith(f"{self.link}__")

    def is_machinery_directive(self, name: str) -> bool:
        """Whether a directive is federation's or link's own."""
        return name in self.directives or name == self.link


def read_dialect(
    definition: SubgraphDefinition, document: DocumentNode, report: Report
) -> Dialect | None:
    """Resolve the links of a subgraph; None when an error was reported."""
    try:
        links = read_links(document)
    except LinkError as error:
        place = Location(definition.name, error.line)
        report.error(Code.INVALID_LINK_DIRECTIVE_USAGE, f"in {definition.name!r}: {error}", place)
        return None
    reader = _DialectReader(definition, report)
    federation = [link for link in links if link.identity == FEDERATION]
    for link in links:
        reader.check(link)
    if len(federation) > 1:
        reader.refuse_second(federation[1])
    return None if reader.has_failed else _dialect(links, federation)


def _dialect(links: tuple[Link, ...], federation: list[Link]) -> Dialect:
    directives = {name: name for name in FEDERATION_1_DIRECTIVES}
    types = {"_FieldSet": "FieldSet"}
    for link in federation:
        directives = {link.local_name(f"@{name}").removeprefix("@"): name for name in DIRECTIVES}
        types = {link.local_name(name): name for name in TYPES}
    for link in links:
        if link.identity in _SINGLE:
            name = _SINGLE[link.identity]
            directives[link.local_name(f"@{name}").removeprefix("@")] = name
    return Dialect(
        version=(federation[0].version or FIRST_VERSION) if federation else FEDERATION_1,
        directives=directives,
        types=types,
        link=next((link.prefix for link in links if link.identity in _IGNORED), "link"),
    )


@dataclass(slots=True)
class _DialectReader:
    definition: SubgraphDefinition
    report: Report
    has_failed: bool = False

    def check(self, link: Link) -> None:
        if link.identity == FEDERATION:
            self._check_version(link)
            for name in link.imports:
                self._check_import(link, name)
        elif link.identity in _SINGLE or link.identity in _IGNORED:
            return
        elif link.identity.startswith(SPECIFICATIONS) or link.purpose is not None:
            self._error(
                Code.UNSUPPORTED_LINKED_FEATURE,
                f"the specification {link.identity}, linked by {self.definition.name!r}, is not "
                "supported yet; remove the @link and its directives",
                link.line,
            )

    def refuse_second(self, link: Link) -> None:
        self._error(
            Code.INVALID_LINK_DIRECTIVE_USAGE,
            f"{self.definition.name!r} links federation twice; keep one @link",
            link.line,
        )

    def _check_version(self, link: Link) -> None:
        if link.version is None or not FIRST_VERSION <= link.version <= LATEST_VERSION:
            shown = f"v{link.version[0]}.{link.version[1]}" if link.version else "without a version"
            self._error(
                Code.UNKNOWN_FEDERATION_LINK_VERSION,
                f"federation {shown}, linked by {self.definition.name!r}, is not known; link a "
                f"version from v{FIRST_VERSION[0]}.{FIRST_VERSION[1]} to "
                f"v{LATEST_VERSION[0]}.{LATEST_VERSION[1]}",
                link.line,
            )

    def _check_import(self, link: Link, name: str) -> None:
        row = DIRECTIVES.get(name.removeprefix("@")) if name.startswith("@") else None
        version = link.version or LATEST_VERSION
        if name in TYPES or (row and row.since <= version):
            return
        if row:
            advice = f"it exists since v{row.since[0]}.{row.since[1]}: link that version"
        else:
            known = [*(f"@{each}" for each in DIRECTIVES), *TYPES]
            close = get_close_matches(name, known, n=1)
            advice = f"did you mean {close[0]}?" if close else "remove it from the imports"
        self._error(
            Code.INVALID_LINK_DIRECTIVE_USAGE,
            f"{self.definition.name!r} imports {name}, which federation "
            f"v{version[0]}.{version[1]} does not have; {advice}",
            link.line,
        )

    def _error(self, code: Code, message: str, line: int) -> None:
        self.has_failed = True
        self.report.error(code, message, Location(self.definition.name, line))
