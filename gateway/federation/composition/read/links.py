"""What must hold of the links of a subgraph, before anything is read by them.

Whatever is not understood is reported, since ignoring it would change meaning. Source: the link
specification v1.0, and for the names that may be confused, Apollo's implementation of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from operator import itemgetter

from graphql import specified_directives

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import Location, Report
from gateway.federation.spec.directives import (
    DIRECTIVES,
    FIRST_VERSION,
    LATEST_VERSION,
    TYPES,
    UPGRADED_VERSION,
)
from gateway.federation.spec.linkable import (
    FEDERATION,
    LINKABLE,
    LINKING,
    SPECIFICATIONS,
    specification_of,
)
from gateway.federation.spec.links import Link, Version

Problem = tuple[Code, str]
_STANDARD = frozenset(each.name for each in specified_directives)
# Only what is imported can be named of a specification whose own name is none in GraphQL.
_ALIAS = re.compile(r"^[_A-Za-z][_0-9A-Za-z.-]*$")
_NAME = re.compile(r"^[_A-Za-z][_0-9A-Za-z]*$")


def is_known(version: Version) -> bool:
    """Whether a version of federation is."""
    return FIRST_VERSION <= version <= LATEST_VERSION


def check_links(subgraph: str, links: Sequence[Link], report: Report) -> bool:
    """Report each link that breaks a rule, by the first that it breaks; True when none does."""
    is_right = True
    for number, link in enumerate(links):
        problem = problem_of(link, links[:number])
        if problem is not None:
            code, message = problem
            report.error(
                code, f"{subgraph!r} links {link.url}, {message}", Location(subgraph, link.line)
            )
            is_right = False
    return is_right


def problem_of(link: Link, earlier: Sequence[Link]) -> Problem | None:
    """The first rule that a link breaks."""
    return next((each for rule in RULES for each in rule(link, earlier)), None)


def hint_on_upgrade(subgraph: str, links: Sequence[Link], report: Report) -> None:
    """Note the link that needs the latest federation, if the subgraph links an earlier one."""
    federation = next((link for link in links if link.identity == FEDERATION), None)
    version = federation.version if federation else UPGRADED_VERSION
    known = [
        (linkable.needed(link.version), link)
        for link in links
        if (linkable := specification_of(link)) is not None
    ]
    if version is None or not known:
        return
    since, latest = max(known, key=itemgetter(0))
    if version < since:
        report.hint(
            Hint.IMPLICITLY_UPGRADED_FEDERATION_VERSION,
            f"{subgraph!r} is of federation {_shown(version)}, but {latest.url} needs "
            f"{_shown(since)}; the supergraph is made as for the later version",
            Location(subgraph, latest.line),
        )


def _has_a_version(link: Link, _earlier: Sequence[Link]) -> Iterator[Problem]:
    if link.version is None:
        yield (
            Code.INVALID_LINK_IDENTIFIER,
            "which does not end in a name and a version; write https://…/name/v1.0",
        )


def _is_known(link: Link, _earlier: Sequence[Link]) -> Iterator[Problem]:
    version = link.version or FIRST_VERSION
    if link.identity == FEDERATION and not is_known(version):
        yield (
            Code.UNKNOWN_FEDERATION_LINK_VERSION,
            (
                f"but federation {_shown(version)} is not known; link a version from "
                f"{_shown(FIRST_VERSION)} to {_shown(LATEST_VERSION)}"
            ),
        )
    if link.identity in LINKING and version not in LINKABLE[link.identity].versions:
        yield (
            Code.UNKNOWN_LINK_VERSION,
            f"whose version {_shown(version)} is not known; link {SPECIFICATIONS}link/v1.0",
        )


def _is_linked_once(link: Link, earlier: Sequence[Link]) -> Iterator[Problem]:
    if any(other.identity == link.identity for other in earlier):
        yield Code.INVALID_LINK_DIRECTIVE_USAGE, "which it has linked before; keep one @link"


def _has_a_name_of_its_own(link: Link, earlier: Sequence[Link]) -> Iterator[Problem]:
    code = Code.INVALID_LINK_DIRECTIVE_USAGE
    form = _NAME if _elements(link) else _ALIAS
    if "__" in link.prefix or link.prefix.endswith("_") or not form.match(link.prefix):
        yield code, f"but cannot use the name {link.prefix!r}; set as: to another name"
    for other in earlier:
        if other.prefix == link.prefix:
            yield code, f"whose name {link.prefix!r} is that of {other.url}; set as: on one of them"
        if f"@{link.prefix}" in other.imports.values() or any(
            name.removeprefix("@").startswith(f"{link.prefix}__") for name in other.imports.values()
        ):
            yield code, f"which is confused with an import of {other.url}; rename the import"


def _imports_what_is_defined(link: Link, _earlier: Sequence[Link]) -> Iterator[Problem]:
    known = _elements(link)
    for name in link.imports if known else ():
        if name not in known:
            advice = _advice(link, name, known)
            yield Code.INVALID_LINK_DIRECTIVE_USAGE, f"which does not define {name}; {advice}"


def _imports_no_standard_names(link: Link, _earlier: Sequence[Link]) -> Iterator[Problem]:
    for element, local in link.imports.items() if _elements(link) else ():
        if local.removeprefix("@") in _STANDARD and local.startswith("@"):
            yield (
                Code.DIRECTIVE_DEFINITION_INVALID,
                f"but {element} cannot be {local}, which GraphQL defines; rename the import",
            )


def _imports_without_confusion(link: Link, earlier: Sequence[Link]) -> Iterator[Problem]:
    for element, local in link.imports.items():
        clash = _clash(link, element, local, earlier)
        if clash is not None:
            yield (
                Code.INVALID_LINK_DIRECTIVE_USAGE,
                f"but the import of {element} as {local} is confused with {clash}; rename it",
            )


RULES: tuple[Callable[[Link, Sequence[Link]], Iterator[Problem]], ...] = (
    _has_a_version,
    _is_linked_once,
    _is_known,
    _imports_what_is_defined,
    _has_a_name_of_its_own,
    _imports_no_standard_names,
    _imports_without_confusion,
)


def _clash(link: Link, element: str, local: str, earlier: Sequence[Link]) -> str | None:
    bare, own = local.removeprefix("@"), element.removeprefix("@")
    prefix, separator, rest = bare.partition("__")
    if separator and prefix == link.prefix and rest != own:
        return f"the link's own {rest}"
    if local.startswith("@") and bare == link.prefix and own != link.name:
        return f"the link's own @{link.name}"
    if list(link.imports.values()).count(local) > 1:
        return "another import of the same name"
    for other in earlier:
        if (separator and prefix == other.prefix) or local == f"@{other.prefix}":
            return f"the names of {other.url}"
        if local in other.imports.values():
            return f"the import of {other.url}"
    return None


def _elements(link: Link) -> tuple[str, ...]:
    """What the linked version defines; nothing when the specification is not known."""
    if link.identity == FEDERATION:
        version = link.version or LATEST_VERSION
        directives = (f"@{row.name}" for row in DIRECTIVES.values() if row.since <= version)
        return (*directives, *TYPES)
    linkable = specification_of(link)
    return linkable.elements if linkable is not None else ()


def _advice(link: Link, name: str, known: Sequence[str]) -> str:
    row = DIRECTIVES.get(name.removeprefix("@")) if link.identity == FEDERATION else None
    if row and name.startswith("@"):
        return f"it exists since {_shown(row.since)}: link that version"
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else "remove it from the imports"


def _shown(version: Version) -> str:
    return f"v{version[0]}.{version[1]}"
