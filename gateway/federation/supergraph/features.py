"""Whether the engine understands a supergraph in full; what it does not, it must not serve.

The link specification: ``for: SECURITY`` and ``for: EXECUTION`` mark features whose ignorance
would make answers unsafe or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import DirectiveNode, DocumentNode, print_ast

from gateway.federation.errors import LinkError, SupergraphError
from gateway.federation.spec.links import Link, Version, read_links
from gateway.federation.supergraph.document import line_of

_SPECIFICATIONS = "https://specs.apollo.dev/"
# Specification to the newest version understood.
_UNDERSTOOD: dict[str, Version] = {
    "link": (1, 0),
    "core": (0, 2),
    "join": (0, 5),
    "inaccessible": (0, 2),
    "tag": (0, 3),
    "context": (0, 1),
    "authenticated": (0, 1),
    "requiresScopes": (0, 1),
    "policy": (0, 1),
    # What it marks is kept in no cache here, so that there is nothing to drop.
    "cacheTag": (0, 1),
}
_OLDEST: Version = (0, 1)
# What decides which parts of a supergraph clients see.
_OF_VIEW = ("link", "core", "join", "inaccessible")
_UNDERSTOOD_JOINED = frozenset(("federation__cacheTag",))


def check_features(document: DocumentNode) -> None:
    """Refuse a supergraph that needs more than is understood.

    Raises:
        SupergraphError: an unknown feature marked as needed, a newer version of join, or a
            ``@join__directive`` that carries some other specification's directive.
    """
    try:
        links = read_links(document)
    except LinkError as error:
        raise SupergraphError(f"the supergraph cannot be read: {error}", error.line) from error
    for link in links:
        _check(link)
    for directive in _applied_directives(document):
        if directive.name.value == "join__directive":
            _check_joined(directive)


def check_view(links: Iterable[Link]) -> None:
    """Refuse a schema of which it is not known what clients see: by an unknown version of it.

    Raises:
        SupergraphError: it does.
    """
    for link in links:
        if link.identity.removeprefix(_SPECIFICATIONS) in _OF_VIEW:
            _check(link)


def _check(link: Link) -> None:
    name = link.identity.removeprefix(_SPECIFICATIONS)
    known = _UNDERSTOOD.get(name)
    if known is None:
        if link.purpose in ("SECURITY", "EXECUTION"):
            raise SupergraphError(
                f"the supergraph needs {link.identity} for {link.purpose}, which is not supported "
                "yet; compose without its directives",
                link.line,
            )
    elif link.version is None or not _OLDEST <= link.version <= known:
        raise SupergraphError(
            f"the supergraph uses {name} {_show(link.version)}, but the newest version supported "
            f"is {_show(known)}; compose for that one",
            link.line,
        )
    elif name == "join" and link.prefix != "join":
        raise SupergraphError(
            f"the supergraph calls join {link.prefix!r}; keep the specification's own name",
            link.line,
        )


def _show(version: Version | None) -> str:
    return f"v{version[0]}.{version[1]}" if version else "without a version"


def _applied_directives(document: DocumentNode) -> Iterator[DirectiveNode]:
    """Where ``@join__directive`` may stand: on the schema, on types and on fields."""
    definition: Any
    for definition in document.definitions:
        yield from getattr(definition, "directives", None) or ()
        for field in getattr(definition, "fields", None) or ():
            yield from field.directives or ()


def _check_joined(directive: DirectiveNode) -> None:
    names = [print_ast(each.value).strip('"') for each in directive.arguments or ()]
    if _UNDERSTOOD_JOINED.isdisjoint(names):
        raise SupergraphError(
            "the supergraph carries @join__directive, which is not supported yet; compose "
            "without the specification that it stands for",
            line_of(directive),
        )
