"""Composition keeps its word to the planner: there is a plan for all that may be asked.

The types are entities with two keys and a value; each subgraph has some of their fields, marks some
@external, and requires some of those.
"""

from graphql import parse
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.reader import read_supergraph
from tests.gateway.federation.composition.harness import composed

TYPES = ("A", "B", "C")
FIELDS = {"id": "ID!", "k": "ID!", "v": "Int", "w": "Int", "a": "A", "b": "B", "c": "C"}
LEAVES = ("id", "k", "v", "w")


@st.composite
def type_definitions(draw: st.DrawFn, name: str, subgraph: str, known: frozenset[str]) -> str:
    keys = draw(st.sets(st.sampled_from(["id", "k"])))
    links = [each for each in ("a", "b", "c") if each.upper() in known]
    own = keys | draw(st.sets(st.sampled_from([*LEAVES, *links]), min_size=1))
    lines = [f"{field}: {FIELDS[field]} @shareable" for field in sorted(own)]
    required = draw(st.sampled_from(["v", "w", None]))
    if required and required not in own:
        lines.append(f"{required}: Int @external")
        lines.append(f'{subgraph}: Int @requires(fields: "{required}")')
    applied = (
        f'@key(fields: "{key}"{draw(st.sampled_from(["", "", ", resolvable: false"]))})'
        for key in sorted(keys)
    )
    return f"type {name} {' '.join(applied)} {{ {' '.join(lines)} }}"


@st.composite
def subgraphs(draw: st.DrawFn, name: str) -> str:
    known = frozenset(draw(st.sets(st.sampled_from(TYPES), min_size=1)))
    types = [draw(type_definitions(each, f"from_{name}", known)) for each in sorted(known)]
    entries = draw(st.sets(st.sampled_from(sorted(known)), min_size=1))
    roots = " ".join(f"{each.lower()}_{name}: {each}" for each in sorted(entries))
    return "\n".join([*types, f"type Query {{ {roots} }}"])


sets = st.tuples(subgraphs("x"), subgraphs("y")) | st.tuples(*(subgraphs(name) for name in "xyz"))
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def operations(sdl: str) -> list[str]:
    types = read_supergraph(sdl).types

    def selected(name: str, depth: int) -> str:
        inner = (
            field.name
            if field.name in LEAVES or field.name.startswith("from_")
            else f"{field.name} {{ {selected(field.name.upper(), depth - 1)} }}"
            for field in types[name].fields.values()
            if depth or field.name in LEAVES or field.name.startswith("from_")
        )
        return " ".join(["__typename", *inner])

    return [
        f"{{ {field.name} {{ {selected(field.name[0].upper(), 2)} }} }}"
        for field in types["Query"].fields.values()
    ]


@few
@given(sets)
def test_whatever_may_be_asked_of_what_composes_has_a_plan(sdls: tuple[str, ...]):
    sdl = composed(*sdls).supergraph_sdl
    assume(sdl is not None)
    planner = Planner.of(read_supergraph(sdl or ""))

    for text in operations(sdl or ""):
        assert planner.plan(operation_from_ast(parse(text))).stages
