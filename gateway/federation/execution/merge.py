"""The careful run's merging: adding to an object of the tree what another fetch knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.federation.execution.leaves import RAW_NULL
from gateway.federation.execution.tree import Broken, DataPath, Thing, Value

_OF_ANOTHER_TYPE = "is of an object that another subgraph says has another type"
_OF_ANOTHER_LENGTH = "is a list of another length than another subgraph's"


@dataclass(frozen=True, slots=True)
class Loss:
    """A broken value where another fetch brought a good one.

    The good one lacks what only the broken one should have brought: for that, this is the reason.
    """

    broken: Broken
    path: DataPath


@dataclass(slots=True)
class Merge:
    """Adds what one fetch brought.

    Attributes:
        losses: their paths begin at the object that was added to.
    """

    fetch_id: int
    losses: list[Loss] = field(default_factory=list)

    def add(self, target: Thing, source: Thing, path: DataPath = ()) -> None:
        """Add the members; those of an object of another type belong to nothing here."""
        told = (target.type_name, source.type_name)
        if None not in told and target.type_name != source.type_name:
            self.losses.append(Loss(Broken(_OF_ANOTHER_TYPE, self.fetch_id), path))
            return
        target.type_name = target.type_name or source.type_name
        for key, new in source.members.items():
            is_known = key in target.members
            old = target.members.get(key)
            target.members[key] = self._united(old, new, (*path, key)) if is_known else new

    def _united(self, old: Value, new: Value, path: DataPath) -> Value:
        """Null never takes the place of a value, nor a broken value that of anything."""
        if isinstance(old, Broken) or isinstance(new, Broken):
            broken, other = (old, new) if isinstance(old, Broken) else (new, old)
            if isinstance(broken, Broken):
                self.losses.append(Loss(broken, path))
            return other
        if isinstance(old, Thing) and isinstance(new, Thing):
            self.add(old, new, path)
            return old
        if isinstance(old, list) and isinstance(new, list):
            return self._united_items(old, new, path)
        return old if new is None or new == RAW_NULL else new

    def _united_items(self, old: list[Value], new: list[Value], path: DataPath) -> Value:
        if len(old) != len(new):
            return Broken(_OF_ANOTHER_LENGTH, self.fetch_id)
        pairs = enumerate(zip(old, new, strict=True))
        return [self._united(*pair, (*path, index)) for index, pair in pairs]
