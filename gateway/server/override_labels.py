"""Which labels of ``@override(label:)`` are active, request by request.

A label of one's own is on or off while the gateway runs. ``percent(n)`` is on for n of a hundred
requests: one number is drawn for a request, so what moves for 10 percent has also moved wherever
50 percent do, and there are no more plans than there are percentages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import SystemRandom

from chassis.errors import InputError
from gateway.federation.supergraph.model import Supergraph

_PERCENT = re.compile(r"percent\((\d{1,3}(?:\.\d+)?)\)")


@dataclass(frozen=True, slots=True)
class OverrideLabels:
    """The labels of one supergraph.

    Attributes:
        constant: active for every request. ``percentages``: label to its share of the requests.
        draw: a random number from 0 to below 1.
    """

    constant: frozenset[str] = frozenset()
    percentages: tuple[tuple[str, float], ...] = ()
    draw: Callable[[], float] = SystemRandom().random

    @classmethod
    def of(cls, supergraph: Supergraph, active: Iterable[str] = ()) -> OverrideLabels:
        """The labels that the supergraph uses; ``active`` names those to be switched on.

        Raises:
            InputError: a label that the supergraph does not use.
        """
        known = tuple(dict.fromkeys(_labels_in(supergraph)))
        for label in active:
            if label not in known:
                shown = ", ".join(known) or "none"
                raise InputError(
                    f"--override-label: the supergraph has no label {label!r} (it has: {shown}); "
                    "correct the name or leave the flag out"
                )
        shares = ((label, _PERCENT.fullmatch(label)) for label in known)
        percentages = tuple((label, float(share[1])) for label, share in shares if share)
        return cls(frozenset(active), percentages)

    def for_request(self) -> frozenset[str]:
        """The active labels; a new number is drawn each time."""
        if not self.percentages:
            return self.constant
        drawn = self.draw() * 100
        return self.constant.union(label for label, share in self.percentages if drawn < share)


def _labels_in(supergraph: Supergraph) -> Iterable[str]:
    for info in supergraph.types.values():
        for field in info.fields.values():
            for owner in field.owners.values():
                if owner.override_label:
                    yield owner.override_label
