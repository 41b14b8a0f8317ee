"""What goes wrong, and when: drawn from a seed, told as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

LONGEST_SECONDS = 2.0
# Longer than a lease: the others take over what a suspended process goes on with afterwards.
LONGEST_SUSPENDED_SECONDS = 8.0
ANSWERS_BETWEEN_FAULTS = 2
# How often a kind of fault is drawn. The line of a process is the one over which it is called: by
# the clients, or by the gateways.
KINDS: dict[str, int] = {
    "killed": 4,
    "request dropped": 3,
    "answer dropped": 3,
    "stalled": 2,
    "connections reset": 4,
    "suspended": 1,
    "disk full": 2,
}
# A database server's disk is its own business.
OF_FILES_ONLY = frozenset({"disk full"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes when the clients have had ``after`` answers since the last one; lasts ``seconds``."""

    number: int
    after: int
    kind: str
    process: str
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.number:4} after {self.after} answers: {self.process:8}{self.kind:18}"
            f"{self.seconds:.2f} s"
        )


def draw_faults(
    seed: int, count: int, processes: Sequence[str], *, has_files: bool
) -> Iterator[Fault]:
    """The same faults for the same seed, processes and kind of database."""
    random = Random(f"faults {seed}")  # noqa: S311 - repeatable, not secret
    kinds = {
        kind: weight for kind, weight in KINDS.items() if has_files or kind not in OF_FILES_ONLY
    }
    for number in range(1, count + 1):
        after = random.randint(1, 2 * ANSWERS_BETWEEN_FAULTS - 1)
        kind = random.choices(list(kinds), list(kinds.values()))[0]
        longest = LONGEST_SUSPENDED_SECONDS if kind == "suspended" else LONGEST_SECONDS
        process = random.choice(processes)
        yield Fault(number, after, kind, process, random.uniform(0, longest))
