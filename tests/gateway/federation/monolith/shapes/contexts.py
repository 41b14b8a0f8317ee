"""``@context`` and ``@fromContext``: a field that is made of what it stands below."""

from __future__ import annotations

from tests.gateway.federation.monolith.cut import OBJECTS_GRAPH, Declaration, Placement
from tests.gateway.federation.monolith.cutting import Cutter
from tests.gateway.federation.monolith.schema import LEAVES, Field

# Stands only below the one entity that sets the context, so that there always is one.
BASKET = "Basket"


def add_context(cutter: Cutter) -> None:
    """One entity gets baskets, whose label is made of a field of the entity that they are in."""
    cut, schema = cutter.cut, cutter.cut.schema
    if not cutter.choices.is_once_in(3):
        return
    around = cutter.choices.one_of(schema.entities)
    graph = cutter.choices.one_of(cut.homes[around])
    choices = [
        schema.objects[around][name]
        for name, placement in cut.types[graph][around].fields.items()
        if placement.is_plain and not placement.is_overridden
        if schema.objects[around][name].base in LEAVES
        if not schema.objects[around][name].arguments
    ]
    if graph == OBJECTS_GRAPH or not choices:
        return
    above = cutter.choices.one_of(choices)
    label = Field("label", "String", "{}", context=(around, above.name))
    back = Field("around", around, "{}")
    schema.keys[BASKET] = ("id",)
    schema.objects[BASKET] = {"id": Field("id", "ID", "{}!"), "label": label, "around": back}
    wrapping = cutter.choices.one_of(("{}", "[{}!]", "[{}]!"))
    schema.objects[around]["baskets"] = Field("baskets", BASKET, wrapping)
    cut.homes[BASKET] = (graph,)
    cut.change(graph, around, "baskets")
    cut.types[graph][around].context = "stand"
    # What a context gives counts as nullable, lists' items too.
    given = above.type_text.replace("!", "")
    argument = f'above: {given} @fromContext(field: "$stand {{ {above.name} }}")'
    cut.types[graph][BASKET] = Declaration(
        {
            "id": Placement(),
            "label": Placement(context_argument=argument),
            "around": Placement(),
        },
        {"id": True},
    )
