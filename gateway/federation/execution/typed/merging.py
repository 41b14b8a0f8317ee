"""Adding what a fetch brought to objects that are already there.

Members that only this fetch supplies are assigned. Where another fetch has brought the same object
too (a shared value type, a root field of two subgraphs), the two are united member by member.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from gateway.federation.execution.shape import TYPENAME_KEY, Member, Place, Variant
from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.classes import is_kept
from gateway.federation.execution.typed.source import assigner, attribute

Assign = Callable[[Sequence[Any], Any], None]


def make_assign(fetch_id: int, place: Place, members: Mapping[str, Member]) -> Assign:
    """``assign(targets, source)`` for the members that this fetch supplies at a place."""
    supplied = [
        member
        for member in members.values()
        if fetch_id in member.suppliers and is_kept(place, member)
    ]
    plain = assigner([attribute(each.key) for each in supplied if not _is_shared(each)])
    shared = [
        (attribute(each.key), Union(fetch_id, each.place))
        for each in supplied
        if _is_shared(each) and each.place is not None
    ]
    if not shared:
        return plain

    def assign(targets: Sequence[Any], source: Any) -> None:
        plain(targets, source)
        for target in targets:
            for name, union in shared:
                setattr(target, name, union.of(getattr(target, name), getattr(source, name)))

    return assign


@dataclass(frozen=True, slots=True)
class Union:
    """Unites what two fetches know of the objects at one place."""

    fetch_id: int
    place: Place

    def of(self, old: Any, new: Any) -> Any:
        """The old value, enriched by the new one.

        Raises:
            NotCleanError: the two disagree about what there is.
        """
        if old is UNSET:
            return new
        if old is None and new is None:
            return None
        if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            return [self.of(*pair) for pair in zip(old, new, strict=True)]
        if not old or not new or isinstance(old, list) or isinstance(new, list):
            raise NotCleanError
        for member in self._variant_of(new).members.values():
            if self.fetch_id in member.suppliers and is_kept(self.place, member):
                self._unite(old, new, member)
        return old

    def _variant_of(self, new: Any) -> Variant:
        """What an object of its type has; of another type a key may mean something else."""
        variants = self.place.distinct_variants
        if len(variants) == 1:
            return variants[0]
        told: Any = getattr(new, attribute(TYPENAME_KEY), None)
        if told not in self.place.variants:
            raise NotCleanError
        return self.place.variants[told]

    def _unite(self, old: Any, new: Any, member: Member) -> None:
        name = attribute(member.key)
        value = getattr(new, name, UNSET)
        if value is UNSET:
            return
        if not hasattr(old, name) or _tell_different_types(member, getattr(old, name), value):
            raise NotCleanError
        if _is_shared(member) and member.place is not None:
            value = Union(self.fetch_id, member.place).of(getattr(old, name, UNSET), value)
        setattr(old, name, value)


def _tell_different_types(member: Member, old: Any, new: Any) -> bool:
    return member.field_name == TYPENAME_KEY and old is not UNSET and old != new


def _is_shared(member: Member) -> bool:
    return member.place is not None and len(member.suppliers) > 1
