"""What goes wrong, and when: drawn from a seed, told as a table. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PROCESSES = ("crm", "erp", "gateway")
LONGEST_DOWN_SECONDS = 2.0
ANSWERS_BETWEEN_FAULTS = 2
# A kind of fault, what it may befall, and how often it is drawn. The line of a process is the one
# over which it is called: by the clients, or by the gateway.
KINDS: dict[str, tuple[tuple[str, ...], int]] = {
    "killed": (PROCESSES, 4),
    "request dropped": (PROCESSES, 3),
    "answer dropped": (PROCESSES, 3),
    "stalled": (PROCESSES, 2),
    "connections reset": (PROCESSES, 4),
    "disk full": (PROCESSES, 2),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes when the clients have had ``after`` answers; lasts ``seconds``, if it lasts."""

    number: int
    after: int
    kind: str
    process: str
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.number:4} after answer {self.after:5}: {self.process:8}{self.kind:18}"
            f"{self.seconds:.2f} s"
        )


def draw_faults(seed: int, count: int) -> Iterator[Fault]:
    """The same faults for the same seed."""
    random = Random(f"faults {seed}")  # noqa: S311 - repeatable, not secret
    weights = [weight for _, weight in KINDS.values()]
    after = 0
    for number in range(1, count + 1):
        after += random.randint(1, 2 * ANSWERS_BETWEEN_FAULTS - 1)
        kind = random.choices(list(KINDS), weights)[0]
        process = random.choice(KINDS[kind][0])
        yield Fault(number, after, kind, process, random.uniform(0, LONGEST_DOWN_SECONDS))
