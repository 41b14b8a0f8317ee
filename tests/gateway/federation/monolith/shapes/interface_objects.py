"""``@interfaceObject``: one more subgraph, which adds fields to all types of an interface.

Another one has the interface with a key, and so knows all its types.
"""

from __future__ import annotations

from dataclasses import replace

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Declaration, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.growing import random_arguments
from tests.gateway.federation.monolith.schema import LEAVES, WRAPPINGS, Field


def add_interface_object(cutter: Cutter) -> None:
    """Half of the worlds with a ``Fruit`` have a subgraph that knows it as one object."""
    cut, schema, choices = cutter.cut, cutter.cut.schema, cutter.choices
    if "Fruit" not in schema.interfaces or choices.coin():
        return
    knowing = choices.one_of(cut.graphs)
    _know_all_types(cutter, knowing)
    cut.graphs = (*cut.graphs, OBJECTS_GRAPH)
    known = Declaration({"id": Placement()}, {"id": True})
    cut.types[OBJECTS_GRAPH] = {"Fruit": known}
    cut.members[OBJECTS_GRAPH] = {"Fruit": schema.implementers["Fruit"]}
    _add(cutter, replace(_leaf_or_fruit(cutter, "f_added"), arguments=random_arguments(choices)))
    if choices.coin():
        _add(cutter, _leaf_or_fruit(cutter, "f_more"))
    _compute(cutter, knowing)
    schema.add("Query", Field("q_object", "Fruit", "[{}]"))
    cut.change(OBJECTS_GRAPH, "Query", "q_object")


def _add(cutter: Cutter, added: Field, requires: str = "") -> None:
    """Give the interface and all its types a field that only this subgraph resolves."""
    cut, schema = cutter.cut, cutter.cut.schema
    cut.types[OBJECTS_GRAPH]["Fruit"].fields[added.name] = Placement(requires=requires)
    schema.interfaces["Fruit"][added.name] = added
    for member in schema.implementers["Fruit"]:
        schema.add(member, added)


def _leaf_or_fruit(cutter: Cutter, name: str) -> Field:
    base = cutter.choices.one_of([*LEAVES, "Fruit", "Fruit"])
    return Field(name, base, cutter.choices.one_of(WRAPPINGS))


def _compute(cutter: Cutter, knowing: str) -> None:
    """``@requires`` on the interface object: what all the interface's types have elsewhere."""
    cut, schema = cutter.cut, cutter.cut.schema
    (first, *_) = schema.implementers["Fruit"]
    known = [
        each
        for name, each in schema.objects[first].items()
        if name in ("f0", "f1") and each.base in LEAVES and not each.arguments
    ]
    if not known:
        return
    required = cutter.choices.one_of(known)
    cut.types[OBJECTS_GRAPH]["Fruit"].fields[required.name] = Placement(is_external=True)
    schema.interfaces["Fruit"][required.name] = required
    cut.change(knowing, "Fruit", required.name)
    for member in schema.implementers["Fruit"]:
        cut.change(knowing, member, required.name)
    computed = replace(_leaf_or_fruit(cutter, "f_computed"), inputs=required.name)
    _add(cutter, computed, requires=required.name)


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
