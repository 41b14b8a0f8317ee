"""What a caller must have been granted to read a type or a field.

Specifications: authenticated, requiresScopes and policy v0.1. A grant is a text: ``authenticated``,
``scope:<name>`` or ``policy:<name>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import DirectiveNode, value_from_ast_untyped

from gateway.federation.spec.links import Link, name_of_directive

AUTHENTICATED: Final = "authenticated"
Grants = frozenset[str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One directive's: all grants of at least one of the sets.

    Attributes:
        directive: its name in the specification, without ``@``.
    """

    directive: str
    any_of: tuple[Grants, ...]

    def is_met(self, granted: Grants) -> bool:
        """Whether these grants are enough."""
        return any(each <= granted for each in self.any_of)

    @property
    def grants(self) -> Grants:
        """All that it mentions."""
        return frozenset(grant for each in self.any_of for grant in each)


def scope(name: str) -> str:
    """The grant of a scope."""
    return f"scope:{name}"


def policy(name: str) -> str:
    """The grant of a policy."""
    return f"policy:{name}"


def policy_of(grant: str) -> str | None:
    """The policy that a grant is of, if it is of one."""
    kind, _, name = grant.partition(":")
    return name if kind == "policy" else None


Access = tuple[Requirement, ...]
_Read = Callable[[Mapping[str, Any]], tuple[Grants, ...]]
_DIRECTIVES: Final[Mapping[str, _Read]] = {
    "authenticated": lambda _: (frozenset([AUTHENTICATED]),),
    "requiresScopes": lambda given: _sets(given.get("scopes"), scope),
    "policy": lambda given: _sets(given.get("policies"), policy),
}


@dataclass(frozen=True, slots=True)
class AccessReader:
    """Reads directives by what a supergraph calls them."""

    names: Mapping[str, str]

    @classmethod
    def of(cls, links: Iterable[Link]) -> AccessReader:
        """By the supergraph's links."""
        links = tuple(links)
        return cls({name_of_directive(each, links): each for each in _DIRECTIVES})

    def read(self, directives: Iterable[DirectiveNode] | None) -> Access:
        """The requirements among these directives, all of which must be met."""
        found: list[Requirement] = []
        for directive in directives or ():
            name = self.names.get(directive.name.value)
            if name is not None:
                given = {
                    argument.name.value: value_from_ast_untyped(argument.value)
                    for argument in directive.arguments or ()
                }
                found.append(Requirement(name, _DIRECTIVES[name](given)))
        return tuple(found)


def _sets(given: Any, grant: Callable[[str], str]) -> tuple[Grants, ...]:
    """A list of lists, one level of which may be missing, as list input coercion allows."""
    alternatives = given if isinstance(given, list) else [given]
    return tuple(
        frozenset(grant(str(name)) for name in (each if isinstance(each, list) else [each]))
        for each in alternatives
    )
