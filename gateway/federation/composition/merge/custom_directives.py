"""``@composeDirective``: directives of other specifications that are carried into the supergraph.

A subgraph composes a directive that it links and defines. All subgraphs must mean the same one by
the same name; of several minor versions the newest one's definition is taken, different major
versions do not fit together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import Report, listed
from gateway.federation.composition.schema import Applied, DirectiveDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.spec.directives import MERGED_DIRECTIVES
from gateway.federation.spec.features import FEATURES
from gateway.federation.spec.linkable import FEDERATION, LINKABLE
from gateway.federation.spec.links import Link, name_of_directive

_ALWAYS_COMPOSED = {f"@{name}" for name in MERGED_DIRECTIVES} - {"@cost", "@listSize"}

_NEVER_COMPOSED = ("https://specs.apollo.dev/join", "https://specs.apollo.dev/source")


@dataclass(frozen=True, slots=True)
class Request:
    """One ``@composeDirective`` that can be followed.

    Attributes:
        name: of the directive in the subgraph, and so in the supergraph.
        element: its name in its specification; both with the ``@``.
    """

    subgraph: Subgraph
    applied: Applied
    name: str
    element: str
    link: Link


@dataclass(frozen=True, slots=True)
class CustomFeature:
    """A specification, and those of its directives that are composed.

    Attributes:
        alias: its name in the supergraph, where its own is another specification's too.
    """

    link: Link
    definitions: tuple[DirectiveDefinition, ...]
    elements: tuple[tuple[str, str], ...]
    alias: str = ""

    def printed(self) -> str:
        """The ``@link`` of the supergraph."""
        imports = ", ".join(
            f'"{element}"' if element == name else f'{{name: "{element}", as: "{name}"}}'
            for name, element in self.elements
        )
        alias = f'as: "{self.alias}", ' if self.alias else ""
        return f'@link(url: "{self.link.url}", {alias}import: [{imports}])'


def settle_custom(subgraphs: Sequence[Subgraph], report: Report) -> tuple[CustomFeature, ...]:
    """Find the specifications to link; what does not fit together is reported."""
    requests = [
        request
        for subgraph in subgraphs
        for applied in subgraph.schema.applied("composeDirective")
        if (request := _read(subgraph, applied, subgraphs, report)) is not None
    ]
    _check_names(requests, report)
    _hint_on_other_names(requests, subgraphs, report)
    identities = dict.fromkeys(request.link.identity for request in requests)
    features = (_feature(each, requests, subgraphs, report) for each in identities)
    return _with_aliases([feature for feature in features if feature is not None])


def _with_aliases(features: Sequence[CustomFeature]) -> tuple[CustomFeature, ...]:
    """Specifications of the same name are told apart by a number; a name is one in GraphQL."""
    taken = {"link", "join", *(feature.name for feature in FEATURES)}
    aliased: list[CustomFeature] = []
    for feature in features:
        plain = re.sub(r"\W", "", feature.link.name)
        name, number = plain, 2
        while name in taken:
            name, number = f"{plain}_{number}", number + 1
        taken.add(name)
        alias = name if name != feature.link.name else ""
        aliased.append(replace(feature, alias=alias))
    return tuple(aliased)


def _read(
    subgraph: Subgraph, applied: Applied, subgraphs: Sequence[Subgraph], report: Report
) -> Request | None:
    """One request; None when it is refused, or needless."""
    name = str(applied.arguments.get("name") or "")
    link = next((each for each in subgraph.links if each.has_local_name(name)), None)
    element = link.element_named(name) if link else None
    if link is not None and element in _ALWAYS_COMPOSED and _is_federations(link):
        report.hint(
            Hint.DIRECTIVE_COMPOSITION_INFO,
            f"{name} in {subgraph.name!r} is composed anyway; remove the @composeDirective",
            subgraph.at(applied),
        )
        return None
    problem = _problem(subgraph, name, link, subgraphs)
    if problem is not None:
        report.error(
            Code.DIRECTIVE_COMPOSITION_ERROR,
            f'@composeDirective(name: "{name}") in {subgraph.name!r}: {problem}',
            subgraph.at(applied),
        )
    if problem is not None or link is None or element is None:
        return None
    return Request(subgraph, applied, name, element, link)


def _problem(
    subgraph: Subgraph, name: str, link: Link | None, subgraphs: Sequence[Subgraph]
) -> str | None:
    if not name.startswith("@"):
        return 'name a directive with its "@"'
    if link is not None and _is_federations(link):
        return "it is a directive of federation, which cannot be composed; remove it"
    if name[1:] not in subgraph.defined:
        close = get_close_matches(name, [f"@{each}" for each in subgraph.defined], n=1)
        advice = f"did you mean {close[0]}?" if close else "define it"
        return f"there is no definition of {name}; {advice}"
    if link is None:
        return f"{name} is not of a linked specification; add an @link that imports it"
    if link.element_named(name) is None:
        return f"{name} is imported under another name; use that name"
    for reserved in ("tag", "inaccessible"):
        taken = [
            each.name for each in subgraphs if f"@{name_of_federation(each, reserved)}" == name
        ]
        if taken:
            return f"{name} is federation's @{reserved} in {listed(taken)}; rename one of them"
    return None


def name_of_federation(subgraph: Subgraph, directive: str) -> str:
    """What a subgraph calls a directive of federation, used or not."""
    for link in subgraph.links:
        if link.identity == FEDERATION:
            return link.local_name(f"@{directive}").removeprefix("@")
    return name_of_directive(directive, subgraph.links)


def _check_names(requests: Sequence[Request], report: Report) -> None:
    """One name means one directive, and the other way around."""
    for same, what in (
        (_grouped(requests, "name"), "{} is not the same directive in {}; rename one of them"),
        (_grouped(requests, "element"), "{} has different names in {}; import it under one name"),
    ):
        for key, found in same:
            if len({(each.name, each.element, each.link.identity) for each in found}) > 1:
                report.error(
                    Code.DIRECTIVE_COMPOSITION_ERROR,
                    what.format(key, listed(each.subgraph.name for each in found)),
                    *(each.subgraph.at(each.applied) for each in found),
                )


def _grouped(requests: Sequence[Request], attribute: str) -> Iterator[tuple[str, list[Request]]]:
    keys = dict.fromkeys(getattr(each, attribute) for each in requests)
    for key in keys:
        yield key, [each for each in requests if getattr(each, attribute) == key]


def _hint_on_other_names(
    requests: Sequence[Request], subgraphs: Sequence[Subgraph], report: Report
) -> None:
    for element, found in _grouped(requests, "element"):
        composing = [each.subgraph.name for each in found]
        identity, name = found[0].link.identity, found[0].name
        others = [
            subgraph
            for subgraph in subgraphs
            if subgraph.name not in composing
            and any(
                link.identity == identity and link.imports.get(element, name) != name
                for link in subgraph.links
            )
        ]
        if others:
            report.hint(
                Hint.DIRECTIVE_COMPOSITION_WARN,
                f"{element} is composed as {name}, but has another name in "
                f"{listed(each.name for each in others)}, which cannot compose it so",
                *(subgraph.at(subgraph.schema) for subgraph in others),
            )


def _feature(
    identity: str, requests: Sequence[Request], subgraphs: Sequence[Subgraph], report: Report
) -> CustomFeature | None:
    """The specification in its newest version; None when a problem was reported."""
    found = [each for each in requests if each.link.identity == identity]
    composing = {each.subgraph.name: each.link for each in found}
    others = [
        link
        for subgraph in subgraphs
        for link in subgraph.links
        if link.identity == identity and subgraph.name not in composing
    ]
    majors = {_major(link) for link in composing.values()}
    if len(majors) > 1:
        report.error(
            Code.DIRECTIVE_COMPOSITION_ERROR,
            f"{identity} is composed in different major versions by {listed(composing)}; link one",
            *(each.subgraph.at(each.applied) for each in found),
        )
        return None
    if any(_major(link) not in majors for link in others):
        report.hint(
            Hint.DIRECTIVE_COMPOSITION_INFO,
            f"{identity} is linked in another major version where it is not composed",
            *(each.subgraph.at(each.applied) for each in found),
        )
    newest = max(composing.values(), key=lambda link: link.version or (0, 0))
    return _with_definitions(newest, found, report)


def _with_definitions(
    newest: Link, found: Sequence[Request], report: Report
) -> CustomFeature | None:
    """The definitions of those who link the newest version; the last subgraph's first."""
    elements = dict.fromkeys((each.name, each.element) for each in found)
    knowing = [each for each in reversed(found) if each.link.version == newest.version]
    definitions: list[DirectiveDefinition] = []
    for name, element in elements:
        local = ((each, each.link.local_name(element)[1:]) for each in knowing)
        known = [each.subgraph.defined[own] for each, own in local if own in each.subgraph.defined]
        if known:
            definitions.append(known[0])
        else:
            report.error(
                Code.DIRECTIVE_COMPOSITION_ERROR,
                f"{newest.url} in {listed(dict.fromkeys(each.subgraph.name for each in knowing))} "
                f"has no definition of {name}; define it there, where the newest version is linked",
                *(each.subgraph.at(each.applied) for each in knowing),
            )
    return CustomFeature(newest, tuple(definitions), tuple(elements))


def _is_federations(link: Link) -> bool:
    return link.identity in (FEDERATION, *LINKABLE, *_NEVER_COMPOSED)


def _major(link: Link) -> int:
    return link.version[0] if link.version else 0
