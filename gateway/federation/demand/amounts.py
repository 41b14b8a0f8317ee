"""Amounts that may depend on variables: a number, or a function of the variables' values.

What is known before the variables is added up before them, so that an operation without any costs
nothing when it is executed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

Values = Mapping[str, object]
Amount = int | Callable[[Values], int]


def value_of(amount: Amount, values: Values) -> int:
    """The amount, once the variables are known."""
    return amount if isinstance(amount, int) else amount(values)


def total(amounts: Iterable[Amount]) -> Amount:
    """All of them together."""
    return _folded(amounts, sum)


def greatest(amounts: Iterable[Amount]) -> Amount:
    """The largest of them; nothing is 0."""
    return _folded(amounts, lambda known: max(known, default=0))


def product(amounts: Iterable[Amount]) -> Amount:
    """Each times the others."""
    return _folded(amounts, math.prod)


def _folded(amounts: Iterable[Amount], fold: Callable[[Iterable[int]], int]) -> Amount:
    parts = tuple(amounts)
    known = fold(part for part in parts if isinstance(part, int))
    unknown = tuple(part for part in parts if not isinstance(part, int))
    if not unknown:
        return known
    return lambda values: fold((known, *(part(values) for part in unknown)))
