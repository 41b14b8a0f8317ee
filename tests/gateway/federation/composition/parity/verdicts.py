"""What a composer says of a set of subgraphs, in one line that can be compared and committed.

``ok <hash of the API schema> HINT …``, or the codes of the errors: ``CODE CODE*2 …``. Verdicts
agree when the same sets of codes are found, and the API schemas are equal.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import GraphQLSchema, lexicographic_sort_schema, print_schema

from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.supergraph.api_schema import api_schema

CRASH = "crash"


@dataclass(frozen=True)
class Verdict:
    """Errors, or a hash and hints; ``has_crashed`` is true of the oracle alone."""

    errors: Mapping[str, int]
    api_hash: str = ""
    hints: frozenset[str] = frozenset()
    has_crashed: bool = False

    def __str__(self) -> str:
        if self.has_crashed:
            return CRASH
        if self.api_hash:
            return " ".join(("ok", self.api_hash, *sorted(self.hints)))
        return " ".join(
            f"{code}*{count}" if count > 1 else code for code, count in sorted(self.errors.items())
        )

    @classmethod
    def parse(cls, text: str) -> "Verdict":
        """The value of a line."""
        if text == CRASH:
            return cls({}, has_crashed=True)
        first, *others = text.split()
        if first == "ok":
            return cls({}, others[0], frozenset(others[1:]))
        pairs = (part.partition("*") for part in (first, *others))
        return cls({code: int(count or 1) for code, _, count in pairs})

    def agrees(self, other: "Verdict") -> bool:
        """Whether the codes are the same, and the API schemas; an oracle's crash says nothing."""
        if self.has_crashed or other.has_crashed:
            return True
        return (set(self.errors), self.api_hash) == (set(other.errors), other.api_hash)


def refusal(codes: Iterable[str]) -> Verdict:
    """The verdict of errors."""
    return Verdict(dict(Counter(codes)))


def acceptance(api: GraphQLSchema, hints: Iterable[str]) -> Verdict:
    """The verdict of a set that composes to the API schema ``api``."""
    return Verdict({}, _hash(api), frozenset(hints))


def our_verdict(subgraphs: Mapping[str, str]) -> Verdict:
    """What this project's composition says."""
    result = compose(
        [SubgraphDefinition(name, f"http://{name}", sdl) for name, sdl in subgraphs.items()]
    )
    if result.supergraph_sdl is None:
        return refusal(error.code.name for error in result.errors)
    return acceptance(api_schema(result.supergraph_sdl), (hint.code.name for hint in result.hints))


def _hash(api: GraphQLSchema) -> str:
    """Of the schema alone, whatever the order of its parts."""
    canonical = print_schema(lexicographic_sort_schema(api))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
