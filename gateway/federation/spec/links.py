"""``@link``: which specifications a schema uses, and under which names (link specification v1.0).

A document enters, its links leave. A schema names an element of a specification either by an
import (``@key``, or renamed: ``@primaryKey``) or by prefix (``@federation__key``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    value_from_ast_untyped,
)

from gateway.federation.errors import LinkError

SPECIFICATIONS = "https://specs.apollo.dev/"
LINK = f"{SPECIFICATIONS}link"
CORE = f"{SPECIFICATIONS}core"
FEDERATION = f"{SPECIFICATIONS}federation"
# By these a schema says that it links; their versions may be wrong.
_MEANINGFUL = (f"{LINK}/", f"{CORE}/", f"{FEDERATION}/")
PURPOSES = ("SECURITY", "EXECUTION")
_URL = re.compile(
    r"^(?P<identity>(?:[^/]+:)?//[^/]+/(?:.*/)?(?P<name>[^/]+))/v(?P<major>\d+)\.(?P<minor>\d+)$"
)
# What follows the path says nothing about the specification.
_BEYOND_PATH = re.compile(r"[?#].*$")
_NAME = re.compile(r"^@?[A-Za-z_][A-Za-z0-9_]*$")

_IMPORT = {"name", "as"}

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Link:
    """One use of a specification.

    Attributes:
        identity: the URL without its version; equal identities are the same specification.
        name: the specification's own name, the URL's last part (``federation``, ``join``).
        prefix: its name in this schema: ``name``, or what ``as:`` says.
        imports: element (``@key``, ``FieldSet``) to its name in this schema.
        purpose: ``SECURITY`` or ``EXECUTION`` when the schema must not be served by whoever does
            not know the specification.
        line: where it is written, from 1; 0 when unknown.
    """

    identity: str
    name: str
    version: Version | None
    prefix: str
    imports: Mapping[str, str] = field(default_factory=dict)
    purpose: str | None = None
    line: int = 0

    @property
    def url(self) -> str:
        """The identity with its version."""
        return (
            f"{self.identity}/v{self.version[0]}.{self.version[1]}"
            if self.version
            else self.identity
        )

    def local_name(self, element: str) -> str:
        """The name in this schema of ``@key`` or ``FieldSet``, with the ``@`` of a directive.

        >>> Link("…/federation", "federation", (2, 3), "federation").local_name("@key")
        '@federation__key'
        """
        if element in self.imports:
            return self.imports[element]
        sign, bare = ("@", element[1:]) if element.startswith("@") else ("", element)
        if sign and bare == self.name:
            return f"@{self.prefix}"
        return f"{sign}{self.prefix}__{bare}"

    def element_named(self, name: str) -> str | None:
        """The element that this schema's ``name`` means; None when it has another name here.

        >>> Link("…/lint", "lint", (1, 0), "lint").element_named("@lint__owner")
        '@owner'
        """
        sign, bare = ("@", name[1:]) if name.startswith("@") else ("", name)
        imported = {own: element for element, own in self.imports.items()}
        if name in imported:
            return imported[name]
        if bare.startswith(f"{self.prefix}__"):
            element = f"{sign}{bare.removeprefix(f'{self.prefix}__')}"
        elif name == f"@{self.prefix}":
            element = f"@{self.name}"
        else:
            return None
        return None if element in self.imports else element

    def has_local_name(self, name: str) -> bool:
        """Whether this schema's ``name`` (with the ``@`` of a directive) is of this link."""
        bare = name.removeprefix("@")
        return (
            bare.startswith(f"{self.prefix}__")
            or name == f"@{self.prefix}"
            or name in self.imports.values()
        )


def read_links(document: DocumentNode) -> tuple[Link, ...]:
    """Read every ``@link`` (or ``@core``) of a schema, in the order of the text.

    Raises:
        LinkError: an import or a name that cannot be understood.
    """
    applied = [
        (directive, _arguments(directive))
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for directive in node.directives or ()
    ]
    own_name = _name_of_link(applied)
    return tuple(
        _read(directive, arguments)
        for directive, arguments in applied
        if directive.name.value == own_name
    )


def links_of_subgraph(document: DocumentNode) -> tuple[Link, ...]:
    """The same of a subgraph, where an ``@link`` means something only beside federation or link.

    Raises:
        LinkError: an import or a name that cannot be understood.
    """
    urls = (
        str(_url(_arguments(directive)))
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for directive in node.directives or ()
    )
    if any(f"{url}/".startswith(_MEANINGFUL) for url in urls):
        return read_links(document)
    return ()


def name_of_directive(name: str, links: Iterable[Link]) -> str:
    """What a schema calls the directive of the specification that has its name.

    >>> name_of_directive("tag", ())
    'tag'
    """
    for link in links:
        if link.name == name and link.identity.startswith(SPECIFICATIONS):
            return link.local_name(f"@{name}").removeprefix("@")
    return name


def _name_of_link(applied: Sequence[tuple[DirectiveNode, dict[str, Any]]]) -> str:
    """The directive which links the link specification itself; ``link`` unless renamed."""
    for directive, arguments in applied:
        match = _parsed_url(str(_url(arguments)))
        if match and match["identity"] in (LINK, CORE):
            name: str = arguments.get("as") or match["name"]
            if name == directive.name.value:
                return name
    return "link"


def _read(directive: DirectiveNode, arguments: dict[str, Any]) -> Link:
    line = directive.loc.start_token.line if directive.loc else 0
    url = _url(arguments)
    if not isinstance(url, str) or not url:
        raise LinkError("@link has no url; name the specification and its version", line)
    match = _parsed_url(url)
    identity = match["identity"] if match else url.rstrip("/")
    name = match["name"] if match else identity.rsplit("/", 1)[-1]
    prefix = arguments.get("as")
    return Link(
        identity=identity,
        name=name,
        version=(_number(match["major"]), _number(match["minor"])) if match else None,
        prefix=name if prefix is None else str(prefix),
        imports=_imports(arguments.get("import"), url, line),
        purpose=arguments.get("for"),
        line=line,
    )


def _number(digits: str) -> int:
    """A part of a version; Python refuses numbers of thousands of digits, and none is known."""
    return int(digits[:18])


def _parsed_url(url: str) -> re.Match[str] | None:
    return _URL.match(_BEYOND_PATH.sub("", url))


def _imports(value: object, url: str, line: int) -> dict[str, str]:
    if value is not None and not isinstance(value, list):
        raise LinkError(f"@link(url: {url!r}) imports {value!r}; put it in a list", line)
    imports: dict[str, str] = {}
    for item in value or ():
        name, local = _import(item, url, line)
        if imports.setdefault(name, local) != local:
            raise LinkError(
                f"@link(url: {url!r}) imports {name!r} as {imports[name]!r} and as {local!r}; keep "
                "one of them",
                line,
            )
    return imports


def _import(item: object, url: str, line: int) -> tuple[str, str]:
    entry: dict[str, Any] = item if isinstance(item, dict) else {"name": item}
    if not _is_name(entry.get("name")) or entry.keys() - _IMPORT:
        raise LinkError(
            f'@link(url: {url!r}) imports {item!r}; write "@key" or '
            '{name: "@key", as: "@primaryKey"}',
            line,
        )
    name, local = entry["name"], entry.get("as", entry["name"])
    if not _is_name(local) or name.startswith("@") != local.startswith("@"):
        raise LinkError(
            f"@link(url: {url!r}) imports {name!r} as {local!r}; both or neither must begin "
            "with @, since one name is a directive's and the other a type's",
            line,
        )
    return name, local


def _is_name(value: object) -> bool:
    return isinstance(value, str) and _NAME.match(value) is not None


def _url(arguments: dict[str, Any]) -> object:
    return arguments.get("url", arguments.get("feature"))


def _arguments(directive: DirectiveNode) -> dict[str, Any]:
    return {
        argument.name.value: value_from_ast_untyped(argument.value)
        for argument in directive.arguments or ()
    }
