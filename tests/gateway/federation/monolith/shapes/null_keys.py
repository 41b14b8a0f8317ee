"""Keys that may be null: an object without one cannot be asked for, and that is no error."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Declaration, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES, Field

# Knows one entity by its serial number only, and returns it nowhere.
SERIALS_GRAPH = "serials"


def add_null_key(cutter: Cutter) -> None:
    """One more subgraph adds a field to those objects of an entity that have a serial number."""
    cut, schema = cutter.cut, cutter.cut.schema
    if cutter.choices.coin():
        return
    name = cutter.choices.one_of(schema.entities)
    homes = [one for one in cut.homes[name] if one != OBJECTS_GRAPH]
    graph = cutter.choices.one_of(homes)
    key = cutter.choices.one_of(("serial", "serial id"))
    if "id" not in cut.types[graph][name].fields:
        key = "serial"
    schema.objects[name]["serial"] = Field("serial", "String")
    far = Field("far", cutter.choices.one_of(LEAVES), "{}")
    schema.objects[name]["far"] = far
    cut.change(graph, name, "serial")
    cut.types[graph][name].keys[key] = True
    fields = {each: Placement() for each in key.split()}
    cut.graphs = (*cut.graphs, SERIALS_GRAPH)
    cut.members[SERIALS_GRAPH] = {}
    cut.types[SERIALS_GRAPH] = {name: Declaration({**fields, "far": Placement()}, {key: True})}
