"""What went wrong in a run, fetch by fetch, and what a null in the answer is due to.

Invariant: one cause, one error for each place. A place that an error of its own fetch already
covers (the error sits on it, below it or above it) gets no second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec

from gateway.federation.execution.errors import (
    ErrorPath,
    ErrorPolicy,
    FetchFailure,
    ResponseError,
)


@dataclass(frozen=True, slots=True)
class FailedFetch:
    """A failure as the cause of nulls: told once at every place that it leaves null."""

    fetch_id: int
    failure: FetchFailure


@dataclass(slots=True)
class Faults:
    """Collects errors while replies arrive; asked for causes when the answer is completed.

    Attributes:
        subgraphs: fetch id to the subgraph's name.
        after: fetch id to the fetches that it waited for.
    """

    policy: ErrorPolicy
    subgraphs: Mapping[int, str]
    after: Mapping[int, tuple[int, ...]]
    reported: list[ResponseError] = field(default_factory=list)
    failures: dict[int, list[FetchFailure]] = field(default_factory=dict)
    _said: set[bytes] = field(default_factory=set)
    _at: dict[int, set[ErrorPath]] = field(default_factory=dict)
    _above: dict[int, set[ErrorPath]] = field(default_factory=dict)
    _lost: dict[int, dict[ErrorPath, FetchFailure]] = field(default_factory=dict)

    def fail(self, fetch_id: int, failure: FetchFailure) -> None:
        """The fetch delivered nothing, or an error that says not where."""
        self.failures.setdefault(fetch_id, []).append(failure)

    def report(self, fetch_id: int, failure: FetchFailure, path: ErrorPath) -> None:
        """The fetch's subgraph reported an error at a place of the answer.

        What is said alike of one place is told once: objects that the client does not see share
        the place of the one that they belong to, and two fetches may ask for the same field.
        """
        error = self.policy.error(failure, self.subgraphs[fetch_id], path)
        self._at.setdefault(fetch_id, set()).add(path)
        above = self._above.setdefault(fetch_id, set())
        above.update(path[:length] for length in range(len(path) + 1))
        said = msgspec.json.encode(error)
        if said not in self._said:
            self._said.add(said)
            self.reported.append(error)

    def lose(self, fetch_id: int, failure: FetchFailure, path: ErrorPath) -> None:
        """The fetch brought nothing usable at a place where another one did."""
        self._lost.setdefault(fetch_id, {}).setdefault(path, failure)

    def covers(self, fetch_id: int, path: ErrorPath) -> bool:
        """Whether an error of the fetch already explains a null at this place."""
        if path in self._above.get(fetch_id, ()):
            return True
        own = self._at.get(fetch_id, ())
        return bool(own) and any(path[:length] in own for length in range(len(path) + 1))

    def cause(
        self, suppliers: Iterable[int], path: ErrorPath, *, look_back: bool
    ) -> FailedFetch | bool:
        """Why there is no good value here: a failure; True, it is told; False, nobody knows.

        Looking back asks, after the suppliers, the fetches that they waited for: nothing is sent
        when what it needs did not come.
        """
        asked = tuple(suppliers)
        seen: set[int] = set()
        while asked:
            for fetch_id in asked:
                if self.covers(fetch_id, path):
                    return True
                if fetch_id in self.failures:
                    return FailedFetch(fetch_id, self.failures[fetch_id][0])
                if (loss := self._loss_above(fetch_id, path)) is not None:
                    return FailedFetch(fetch_id, loss)
            seen.update(asked)
            if not look_back:
                break
            before = (each for fetch_id in asked for each in self.after.get(fetch_id, ()))
            asked = tuple(each for each in dict.fromkeys(before) if each not in seen)
        return False

    def _loss_above(self, fetch_id: int, path: ErrorPath) -> FetchFailure | None:
        lost = self._lost.get(fetch_id, {})
        found = (lost.get(path[:length]) for length in range(len(path) + 1)) if lost else ()
        return next((each for each in found if each is not None), None)

    def tell(self, cause: FailedFetch, path: ErrorPath) -> ResponseError:
        """The error for a null that a failure caused."""
        return self.policy.error(cause.failure, self.subgraphs[cause.fetch_id], path)

    def untold(self, told: Iterable[ResponseError]) -> list[ResponseError]:
        """Failures that no null of the answer has told; silence would hide them."""
        known = {(error.message, _subgraph(error)) for error in told}
        errors: dict[object, ResponseError] = {}
        for fetch_id, failures in self.failures.items():
            for failure in failures:
                error = self.policy.error(failure, self.subgraphs[fetch_id], None)
                key = (error.message, _subgraph(error))
                if key not in known:
                    errors.setdefault(key, error)
        return list(errors.values())


def _subgraph(error: ResponseError) -> object:
    return error.extensions.get("subgraph") if isinstance(error.extensions, Mapping) else None
