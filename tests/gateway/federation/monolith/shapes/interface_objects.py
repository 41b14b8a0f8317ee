"""``@interfaceObject``: one more subgraph, which adds fields to all types of an interface.

Another one has the interface with a key, and so knows all its types.
"""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Declaration, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES, Field


def add_interface_object(cutter: Cutter) -> None:
    """Half of the worlds with a ``Fruit`` have a subgraph that knows it as one object."""
    cut, schema = cutter.cut, cutter.cut.schema
    if "Fruit" not in schema.interfaces or cutter.choices.coin():
        return
    _know_all_types(cutter, cutter.choices.one_of(cut.graphs))
    cut.graphs = (*cut.graphs, OBJECTS_GRAPH)
    known = Declaration({"id": Placement()}, {"id": True})
    cut.types[OBJECTS_GRAPH] = {"Fruit": known}
    cut.members[OBJECTS_GRAPH] = {"Fruit": schema.implementers["Fruit"]}
    added = Field("f_added", cutter.choices.one_of(LEAVES))
    known.fields[added.name] = Placement()
    schema.interfaces["Fruit"][added.name] = added
    for member in schema.implementers["Fruit"]:
        schema.add(member, added)
    schema.add("Query", Field("q_object", "Fruit", "[{}]"))
    cut.change(OBJECTS_GRAPH, "Query", "q_object")


def _know_all_types(cutter: Cutter, graph: str) -> None:
    """Make a subgraph resolve the interface and all its types by their id."""
    cut, schema = cutter.cut, cutter.cut.schema
    cutter.declare(graph, "Fruit")
    cut.members[graph]["Fruit"] = schema.implementers["Fruit"]
    cut.types[graph]["Fruit"].keys["id"] = True
    for member in schema.implementers["Fruit"]:
        cutter.declare(graph, member)
        cut.types[graph][member].keys["id"] = True
        cut.types[graph][member].fields.setdefault("id", Placement())
