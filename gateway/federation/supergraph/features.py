"""Whether the engine understands a supergraph in full; what it does not, it must not serve.

The link specification: ``for: SECURITY`` and ``for: EXECUTION`` mark features whose ignorance
would make answers unsafe or wrong.
"""

from __future__ import annotations

from graphql import DirectiveNode, DocumentNode, Node, Visitor, print_ast, visit

from gateway.federation.errors import LinkError, SupergraphError
from gateway.federation.spec.links import Link, Version, read_links

_SPECIFICATIONS = "https://specs.apollo.dev/"
# Specification to the newest version understood.
_UNDERSTOOD: dict[str, Version] = {
    "link": (1, 0),
    "core": (0, 2),
    "join": (0, 5),
    "inaccessible": (0, 2),
    "tag": (0, 3),
    # What it marks is kept in no cache here, so that there is nothing to drop.
    "cacheTag": (0, 1),
}
_UNDERSTOOD_JOINED = ("federation__cacheTag",)


def check_features(document: DocumentNode) -> None:
    """Refuse a supergraph that needs more than is understood.

    Raises:
        SupergraphError: an unknown feature marked as needed, a newer version of join, or a
            ``@join__directive`` that carries some other specification's directive.
    """
    try:
        links = read_links(document)
    except LinkError as error:
        raise SupergraphError(f"the supergraph cannot be read: {error}") from error
    for link in links:
        _check(link)
    visit(document, _RefuseJoinDirective())


def _check(link: Link) -> None:
    name = link.identity.removeprefix(_SPECIFICATIONS)
    known = _UNDERSTOOD.get(name)
    if known is None:
        if link.purpose in ("SECURITY", "EXECUTION"):
            raise SupergraphError(
                f"the supergraph needs {link.identity} for {link.purpose}, which is not supported "
                "yet; compose without its directives"
            )
    elif link.version is None or link.version > known:
        raise SupergraphError(
            f"the supergraph uses {name} {_show(link.version)}, but the newest version supported "
            f"is {_show(known)}; compose for that one"
        )
    elif name == "join" and link.prefix != "join":
        raise SupergraphError(
            f"the supergraph calls join {link.prefix!r}; keep the specification's own name"
        )


def _show(version: Version | None) -> str:
    return f"v{version[0]}.{version[1]}" if version else "without a version"


class _RefuseJoinDirective(Visitor):
    def enter_const_directive(self, node: DirectiveNode, *_: object) -> None:
        self.enter_directive(node)

    def enter_directive(self, node: Node, *_: object) -> None:
        if isinstance(node, DirectiveNode) and node.name.value == "join__directive":
            for argument in node.arguments or ():
                if print_ast(argument.value).strip('"') in _UNDERSTOOD_JOINED:
                    return
            raise SupergraphError(
                "the supergraph carries @join__directive, which is not supported yet; compose "
                "without the specification that it stands for"
            )
