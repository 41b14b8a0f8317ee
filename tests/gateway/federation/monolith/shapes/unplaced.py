"""What the cut left out of the schema: types that no subgraph declares."""

from __future__ import annotations

from tests.gateway.federation.monolith.cutting import Cutter


def forget_the_unplaced(cutter: Cutter) -> None:
    """Write back which abstract types exist, and what they stand for in some subgraph."""
    cut = cutter.cut
    schema = cut.schema
    for kept in (schema.implementers, schema.unions):
        for name in list(kept):
            members = {each for known in cut.members.values() for each in known.get(name, ())}
            kept[name] = tuple(each for each in kept[name] if each in members)
            if not members:
                del kept[name]
                schema.interfaces.pop(name, None)
    schema.has_hierarchy = any({"Fruit", "Plant"} <= set(known) for known in cut.members.values())
    declared = {name for types in cut.types.values() for name in types}
    for name in list(schema.objects):
        if name not in declared:
            del schema.objects[name]
