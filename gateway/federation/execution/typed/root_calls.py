"""A call that selects from a root type, on the typed path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateway.federation.execution.calls import Call
from gateway.federation.execution.typed.admit import admit
from gateway.federation.execution.typed.boundaries import NotTypableError
from gateway.federation.execution.typed.classes import ClassMaker, Decoding
from gateway.federation.execution.typed.merging import Assign, make_assign
from gateway.federation.execution.typed.replies import StrictReader
from gateway.federation.execution.typed.walk import Found, Walk, WalkMaker


@dataclass(frozen=True, slots=True)
class RootCall:
    """How its reply is decoded, and which objects it extends."""

    walk: Walk
    decoding: Decoding
    reader: StrictReader
    assign: Assign

    def targets(self, root: object, found: Found) -> list[Any]:
        """The objects to extend."""
        return self.walk.objects(root, found)

    def absorb(self, targets: list[Any], body: bytes) -> None:
        """Decode the reply and hand its members over.

        Raises:
            NotCleanError: anything is unusual.
        """
        for target in targets:
            # Several parents must not share objects that another fetch extends: decode for each.
            data = self.reader.read(body)
            self.assign([target], admit(data, self.decoding, body))


def make_root_call(call: Call, walks: WalkMaker, classes: ClassMaker) -> RootCall:
    """Compile a call without representations.

    Raises:
        NotTypableError: see ``ClassMaker.decoding`` and ``WalkMaker.to``.
    """
    (fetch,) = call.fetches
    walk = walks.to(fetch.path)
    if walk.place.is_abstract:
        raise NotTypableError("a root type is an object type")
    (variant,) = walk.place.distinct_variants
    decoding = classes.entity(fetch.id, walk.place, walk.place.type_name)
    assign = make_assign(fetch.id, walk.place, variant.members)
    return RootCall(walk, decoding, StrictReader(decoding.annotation), assign)
