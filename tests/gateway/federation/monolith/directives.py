"""What a plain cut lacks: computed, provided, overridden, hidden and tagged fields.

Each function draws whether and where; none breaks what the cutter has made sure of.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.gateway.federation.monolith.cutting import (
    OBJECTS_GRAPH,
    Cut,
    Cutter,
    Declaration,
    Placement,
)
from tests.gateway.federation.monolith.schema import (
    LEAVES,
    Field,
    fields,
    is_root,
)

_LITERALS = {
    "Int": "4",
    "Int!": "5",
    "String": '"y"',
    "Color": "BLUE",
    "[Int!]": "[2, 3]",
    "Filter": "{min: 7}",
    "Money": '"1.0"',
}


def add_interface_object(cutter: Cutter) -> None:
    """``@interfaceObject``: one more subgraph, which adds fields to all types of an interface.

    Another one has the interface with a key, and so knows all its types.
    """
    cut, schema = cutter.cut, cutter.cut.schema
    if "Fruit" not in schema.interfaces or cutter.draw(st.booleans()):
        return
    graph = cutter.draw(st.sampled_from(cut.graphs))
    cutter.declare(graph, "Fruit")
    cut.members[graph]["Fruit"] = schema.implementers["Fruit"]
    cut.types[graph]["Fruit"].keys["id"] = True
    for member in schema.implementers["Fruit"]:
        cutter.declare(graph, member)
        cut.types[graph][member].keys["id"] = True
        cut.types[graph][member].fields.setdefault("id", Placement())
    cut.graphs = (*cut.graphs, OBJECTS_GRAPH)
    known = Declaration({"id": Placement()}, {"id": True})
    cut.types[OBJECTS_GRAPH] = {"Fruit": known}
    cut.members[OBJECTS_GRAPH] = {"Fruit": schema.implementers["Fruit"]}
    added = Field("f_added", cutter.draw(st.sampled_from(LEAVES)))
    known.fields[added.name] = Placement()
    schema.interfaces["Fruit"][added.name] = added
    for member in schema.implementers["Fruit"]:
        schema.objects[member][added.name] = added
    schema.objects["Query"]["q_object"] = Field("q_object", "Fruit", "[{}]")
    cut.change(OBJECTS_GRAPH, "Query", "q_object")


def add_computed_fields(cutter: Cutter) -> None:
    """``@requires``: new fields, each computed from what other subgraphs resolve."""
    for name in cutter.cut.schema.entities:
        homes = cutter.cut.homes[name]
        for number in range(cutter.draw(st.sampled_from((2, 2, 1, 0))) if len(homes) > 1 else 0):
            graph = cutter.draw(st.sampled_from(homes))
            foreign = _foreign(cutter.cut, graph, name)
            computed = [each for each in foreign if each.inputs]
            if computed and cutter.draw(st.booleans()):
                foreign = computed
            if foreign:
                chosen = st.lists(st.sampled_from(foreign), min_size=1, max_size=2, unique_by=_name)
                inputs = [_require(cutter, graph, name, each) for each in cutter.draw(chosen)]
                field_set = " ".join(inputs)
                new = cutter.draw(
                    fields(cutter.cut.schema, f"{name[0].lower()}_computed{number}", at_root=False)
                )
                if cutter.cut.schema.is_abstract(new.base):
                    new = replace(new, base="String")
                cutter.declare(graph, new.base)
                cutter.cut.schema.objects[name][new.name] = replace(new, inputs=field_set)
                cutter.cut.change(graph, name, new.name, requires=field_set)


def add_provisions(cutter: Cutter) -> None:
    """``@provides``: a field that gives more of an entity than its subgraph resolves elsewhere."""
    cut = cutter.cut
    for graph, types in cut.types.items():
        for type_name, declaration in list(types.items()) if graph != OBJECTS_GRAPH else ():
            if type_name not in cut.schema.objects or type_name not in (
                "Query",
                *cut.schema.entities,
            ):
                continue
            for name, placement in list(declaration.fields.items()):
                each = cut.schema.objects[type_name][name]
                if placement.is_plain and cutter.draw(st.integers(0, 3)) == 0:
                    provided = _provision(cutter, graph, each)
                    if provided:
                        cut.change(graph, type_name, name, provides=provided)


def add_overrides(cutter: Cutter) -> None:
    """``@override``: another subgraph still declares a field that was taken from it."""
    cut = cutter.cut
    for type_name in ("Query", *cut.schema.entities):
        for each in cut.schema.objects[type_name].values():
            places = list(cut.placements(type_name, each.name))
            if len(places) != 1 or not places[0][1].is_plain or cutter.draw(st.integers(0, 5)):
                continue
            others = cut.graphs if is_root(type_name) else cut.homes[type_name]
            others = tuple(one for one in others if one not in (places[0][0], OBJECTS_GRAPH))
            if others:
                loser = cutter.draw(st.sampled_from(others))
                cutter.declare(loser, each.base)
                cut.change(loser, type_name, each.name, is_overridden=True)
                cut.change(places[0][0], type_name, each.name, override_from=loser)


def hide_fields(cutter: Cutter) -> None:
    """``@inaccessible``: fields that only subgraphs and requirements see."""
    cut = cutter.cut
    for type_name in cut.schema.entities:
        for each in list(cut.schema.objects[type_name].values()):
            if each.name == "id" or each.name[0] == "f" or cutter.draw(st.integers(0, 7)):
                continue
            graph = cutter.draw(st.sampled_from(cut.owners(type_name, each.name)))
            cut.change(graph, type_name, each.name, is_hidden=True)
            cut.schema.objects[type_name][each.name] = replace(each, is_hidden=True)


def widen_interfaces(cutter: Cutter) -> None:
    """Give the interface of a subgraph fields that all its types there resolve."""
    cut = cutter.cut
    for graph, types in cut.types.items():
        members = cut.members[graph]
        if "Fruit" not in members or graph == OBJECTS_GRAPH:
            continue
        if "Plant" in members:
            members["Plant"] = tuple(sorted({*members["Plant"], *members["Fruit"]}))
        common = [types[member].fields for member in members["Fruit"]]
        for name in common[0]:
            is_resolved = all(name in each and each[name].is_resolved for each in common)
            if name[0] == "f" and is_resolved and cutter.draw(st.integers(0, 3)):
                shared = cut.schema.objects[members["Fruit"][0]][name]
                cut.schema.interfaces["Fruit"][name] = shared
                types["Fruit"].fields[name] = Placement()


def share_and_tag(cutter: Cutter) -> None:
    """``@shareable`` where several resolve a field, and tags anywhere."""
    cut = cutter.cut
    for type_name, known in cut.schema.objects.items():
        for each in known.values():
            owners = cut.owners(type_name, each.name)
            is_shared = len(owners) > 1 or any(
                placement.is_provided for _, placement in cut.placements(type_name, each.name)
            )
            for graph in owners:
                is_tagged = not cutter.draw(st.integers(0, 9))
                cut.change(
                    graph,
                    type_name,
                    each.name,
                    is_shareable=is_shared,
                    tag="open" if is_tagged else "",
                )


def forget_the_unplaced(cut: Cut) -> None:
    """Write back which abstract types exist, and what they stand for in some subgraph."""
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


def _name(each: Field) -> str:
    return each.name


def _foreign(cut: Cut, graph: str, type_name: str) -> list[Field]:
    """Fields that a subgraph could require: resolved by others, and unknown or external here."""
    here = cut.types[graph].get(type_name, Declaration()).fields
    return [
        each
        for each in cut.schema.objects[type_name].values()
        if (each.name not in here or here[each.name].is_external)
        and not cut.schema.is_abstract(each.base)
        and any(owner in cut.homes[type_name] for owner in cut.owners(type_name, each.name))
    ]


def _require(cutter: Cutter, graph: str, type_name: str, each: Field) -> str:
    cutter.declare(graph, each.base)
    cutter.cut.change(graph, type_name, each.name, is_external=True)
    given = [
        f"{argument.name}: {_LITERALS[argument.type_text]}"
        for argument in each.arguments
        if argument.type_text.endswith("!") or cutter.draw(st.booleans())
    ]
    arguments = f"({', '.join(given)})" if given else ""
    return f"{each.name}{arguments}{_below(cutter, graph, each)}"


def _below(cutter: Cutter, graph: str, each: Field) -> str:
    if each.base in cutter.cut.schema.keys:
        cutter.cut.types[graph][each.base].fields.setdefault("id", Placement())
        return " { id }"
    return "" if each.base in LEAVES else " { zone }"


def _provision(cutter: Cutter, graph: str, each: Field) -> str:
    """A field set below a field, made external; empty when there is nothing to provide."""
    cut = cutter.cut
    if each.base in LEAVES:
        return ""
    members = cut.members[graph].get(each.base, (each.base,))
    member = cutter.draw(st.sampled_from(members))
    if member not in cut.schema.keys:
        return ""
    choices = [
        one
        for one in _foreign(cut, graph, member)
        if one.base not in cut.schema.keys and not one.arguments and not one.inputs
    ]
    if not choices:
        return ""
    chosen = cutter.draw(st.sampled_from(choices))
    cutter.declare(graph, chosen.base)
    cut.change(graph, member, chosen.name, is_external=True, is_provided=True)
    provided = f"{chosen.name}{_below(cutter, graph, chosen)}"
    return provided if member == each.base else f"... on {member} {{ {provided} }}"
