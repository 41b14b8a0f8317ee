"""The choices that an example is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Choices:
    """Random choices one after the other."""

    random: Random

    @classmethod
    def of(cls, seed: int, example: int) -> Choices:
        """Always the same for an example of a run."""
        return cls(Random(f"{seed}/{example}"))  # noqa: S311

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1."""
        return self.random.randrange(count)

    def between(self, least: int, most: int) -> int:
        """A number, both ends included."""
        return self.random.randint(least, most)

    def is_once_in(self, count: int) -> bool:
        """True once in so many times."""
        return self.below(count) == 0

    def coin(self) -> bool:
        return self.is_once_in(2)

    def one_of(self, options: Sequence[T]) -> T:
        return self.random.choice(options)

    def some_of(self, options: Sequence[T], least: int = 0, most: int | None = None) -> list[T]:
        """Different ones in any order, at most all."""
        count = len(options) if most is None else min(most, len(options))
        return self.random.sample(options, self.between(least, count))
