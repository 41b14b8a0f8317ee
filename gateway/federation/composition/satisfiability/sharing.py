"""A shared field returns the same objects whoever resolves it.

Where it returns an interface or union of which subgraphs know different types, they must at least
have some in common (an error otherwise), and should only return those (a hint).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.federation.composition.catalogue import Code, Hint
from gateway.federation.composition.diagnostic import listed
from gateway.federation.composition.satisfiability.api import Api, Reading, Step
from gateway.federation.composition.satisfiability.tails import Tail


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What is wrong with the types that a shared field may return."""

    code: Code | Hint
    problem: str

    @property
    def is_error(self) -> bool:
        """Whether there is no supergraph until it is corrected."""
        return isinstance(self.code, Code)


def find_mismatch(api: Api, step: Step, tails: Sequence[Tail]) -> Mismatch | None:
    """Compare the runtime types over the subgraphs that resolve a shared field."""
    types = api.supergraph.types
    if not isinstance(step, Reading) or not types[step.target].is_abstract or not _is_shared(step):
        return None
    if sum(types[tail.node.type_name].is_abstract for tail in tails) < 2:  # noqa: PLR2004
        return None
    visible = frozenset(api.possible_types(step.target))
    known = {
        str(tail.node.subgraph): tail.runtime_types
        for tail in tails
        if len(tail.runtime_types) != 1 or tail.runtime_types <= visible
    }
    if not any(known.values()) or len(set(known.values())) == 1:
        return _without_common_types(step, known, visible)
    return _without_common_types(step, known, visible) or Mismatch(
        Hint.INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN,
        f"{step} is shared and returns {step.target}, but {_shown(known)}; whoever resolves it "
        f"must return {_types(visible.intersection(*known.values()))} only",
    )


def _without_common_types(
    step: Reading, known: dict[str, frozenset[str]], visible: frozenset[str]
) -> Mismatch | None:
    if not any(known.values()) or visible.intersection(*known.values()):
        return None
    return Mismatch(
        Code.SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES,
        f"{step} is shared and returns {step.target}, but {_shown(known)}, so that no object can "
        "come from all of them; give them common types, or resolve the field in one subgraph only",
    )


def _is_shared(step: Reading) -> bool:
    owners = step.field.owners.values()
    return sum(not owner.external and not owner.used_overridden for owner in owners) > 1


def _shown(known: dict[str, frozenset[str]]) -> str:
    return ", ".join(f"{subgraph!r} knows {_types(names)}" for subgraph, names in known.items())


def _types(names: frozenset[str]) -> str:
    return listed(sorted(names)) if names else "no type"
