"""Random supergraphs of three subgraphs, random data behind them, random operations over them.

Three entity types with a key, a value type, an interface, a union, an enum and a custom scalar;
fields of every nullability, owned by one subgraph or two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.gateway.federation.execution.subgraphs import Subgraphs, World

GRAPHS = ("ONE", "TWO", "THREE")
ENTITIES = ("Apple", "Berry", "Citrus")
ABSTRACT = {"Fruit": ("Apple", "Berry"), "Sour": ("Berry", "Citrus")}
LEAVES = ("String", "ID", "Int", "Float", "Boolean", "Money", "Color")
COLORS = ("RED", "GREEN", "BLUE")
WRAPPINGS = ("{}", "{}!", "[{}]", "[{}!]", "[{}]!", "[{}!]!")
VARIABLES = ("yes", "no")

_FIXED = """
enum join__Graph {
  ONE @join__graph(name: "one", url: "http://one")
  TWO @join__graph(name: "two", url: "http://two")
  THREE @join__graph(name: "three", url: "http://three")
}
"""
_SHARED = """
scalar Money{everywhere}
enum Color{everywhere} {{ RED GREEN BLUE }}
interface Fruit{everywhere} {{ id: ID! }}
type Point{everywhere} {{ x: Int! y: Float note: Money }}
"""


@dataclass(frozen=True, repr=False)
class RandomField:
    """A field of a random type."""

    name: str
    base: str
    type_text: str
    graphs: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class RandomWorld:
    """The world and the fields by type, from which operations are drawn."""

    world: World
    fields: dict[str, tuple[RandomField, ...]]


@st.composite
def worlds(draw: st.DrawFn) -> RandomWorld:
    """A supergraph with data."""
    fields = {name: draw(_fields(name)) for name in ENTITIES}
    fields["Query"] = draw(_fields("Query"))
    world = World(_supergraph(fields), Subgraphs(_monolith(fields), {}))
    objects = {
        name: [{"__typename": name, "id": f"{name}{number}"} for number in range(2)]
        for name in ENTITIES
    }
    for name in ENTITIES:
        for each in objects[name]:
            each.update({field.name: draw(_values(field, objects)) for field in fields[name]})
    data = {field.name: draw(_values(field, objects)) for field in fields["Query"]}
    entities = [each for group in objects.values() for each in group]
    world.subgraphs = Subgraphs(_monolith(fields), data, entities)
    return RandomWorld(world, fields)


@st.composite
def operations(draw: st.DrawFn, world: RandomWorld) -> str:
    """A valid query with two variables, aliases, fragments and conditions."""
    selections = draw(_selections("Query", world, 3))
    used = " ".join(f"{name}: __typename @include(if: ${name})" for name in VARIABLES)
    return f"query ($yes: Boolean!, $no: Boolean!) {{ ... {selections} {used} }}"


@st.composite
def _fields(draw: st.DrawFn, type_name: str) -> tuple[RandomField, ...]:
    is_root = type_name == "Query"
    composite = (*ENTITIES, *ABSTRACT, "Point")
    bases = st.sampled_from(composite if is_root else (*LEAVES, *composite))
    fields = []
    for number in range(draw(st.integers(2, 4))):
        base = draw(bases)
        wrapping = draw(st.sampled_from(WRAPPINGS))
        graphs = draw(st.lists(st.sampled_from(GRAPHS), min_size=1, max_size=2, unique=True))
        if base not in (*LEAVES, "Point"):
            # The union of what two subgraphs may return is another matter.
            graphs = graphs[:1]
        name = f"{type_name[0].lower()}{number}"
        fields.append(RandomField(name, base, wrapping.format(base), tuple(sorted(graphs))))
    return tuple(fields)


@st.composite
def _values(draw: st.DrawFn, field: RandomField, objects: dict[str, Any]) -> Any:
    return draw(_wrapped(field.type_text, field.base, objects))


@st.composite
def _wrapped(draw: st.DrawFn, text: str, base: str, objects: dict[str, Any]) -> Any:
    is_required = text.endswith("!")
    text = text.removesuffix("!")
    if not is_required and draw(st.integers(0, 4)) == 0:
        return None
    if text.startswith("["):
        item = _wrapped(text[1:-1], base, objects)
        return draw(st.lists(item, max_size=3))
    return draw(_single(base, objects))


def _single(base: str, objects: dict[str, Any]) -> st.SearchStrategy[Any]:
    choices: dict[str, st.SearchStrategy[Any]] = {
        "String": st.sampled_from(["", "plain", 'quote"', "späť", "null"]),
        "ID": st.sampled_from(["1", "x"]),
        "Int": st.integers(-5, 5),
        "Float": st.sampled_from([0.5, 1.0, -2.25]),
        "Boolean": st.booleans(),
        "Money": st.sampled_from(["1.50", 3, {"amount": "1", "currency": None}]),
        "Color": st.sampled_from(COLORS),
        "Point": st.fixed_dictionaries(
            {
                "x": st.integers(0, 9),
                "y": st.none() | st.just(0.5),
                "note": st.none() | st.just([1]),
            }
        ),
    }
    if base in choices:
        return choices[base]
    names = ABSTRACT.get(base, (base,))
    return st.sampled_from([each for name in names for each in objects[name]])


@st.composite
def _selections(draw: st.DrawFn, type_name: str, world: RandomWorld, depth: int) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        if type_name in ABSTRACT and draw(st.booleans()):
            name = draw(st.sampled_from(ABSTRACT[type_name]))
            inner = draw(_selections(name, world, depth))
            parts.append(f"... on {name}{draw(_conditions())} {inner}")
        elif type_name not in ABSTRACT and draw(st.integers(0, 5)) == 0:
            inner = draw(_selections(type_name, world, depth))
            parts.append(f"...{draw(_conditions())} {inner}")
        else:
            parts.append(draw(_field(type_name, world, depth)))
    return f"{{ {' '.join(parts)} }}"


@st.composite
def _field(draw: st.DrawFn, type_name: str, world: RandomWorld, depth: int) -> str:
    fields = [field for field in _choices(type_name, world) if depth or field.base in LEAVES]
    field = draw(st.sampled_from(fields))
    alias = draw(st.sampled_from(["", "", f"the_{field.name}: "]))
    inner = ""
    if field.base not in LEAVES:
        inner = " " + draw(_selections(field.base, world, depth - 1))
    return f"{alias}{field.name}{draw(_conditions())}{inner}"


def _choices(type_name: str, world: RandomWorld) -> list[RandomField]:
    typename = RandomField("__typename", "String", "String!", ())
    identity = RandomField("id", "ID", "ID!", ())
    if type_name == "Point":
        return [RandomField(name, "Int", "Int", ()) for name in ("x", "y", "note")] + [typename]
    if type_name == "Sour":
        return [typename]
    if type_name == "Fruit":
        return [identity, typename]
    own = [*world.fields[type_name], typename]
    return own if type_name == "Query" else [*own, identity]


@st.composite
def _conditions(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 5)):
        return ""
    directive = draw(st.sampled_from(["include", "skip"]))
    return f" @{directive}(if: ${draw(st.sampled_from(VARIABLES))})"


def _supergraph(fields: dict[str, tuple[RandomField, ...]]) -> str:
    everywhere = "".join(f" @join__type(graph: {graph})" for graph in GRAPHS)
    keyed = "".join(f' @join__type(graph: {graph}, key: "id")' for graph in GRAPHS)
    implements = "".join(
        f' @join__implements(graph: {graph}, interface: "Fruit")' for graph in GRAPHS
    )
    members = "".join(
        f' @join__unionMember(graph: {graph}, member: "{member}")'
        for graph in GRAPHS
        for member in ABSTRACT["Sour"]
    )
    parts = [_FIXED, _SHARED.format(everywhere=everywhere)]
    parts.append(f"union Sour{everywhere}{members} = Berry | Citrus")
    for name, owned in fields.items():
        lines = "\n".join(f"  {field.name}: {field.type_text}{_joins(field)}" for field in owned)
        if name == "Query":
            parts.append(f"type Query{everywhere} {{\n{lines}\n}}")
        else:
            fruit = f" implements Fruit{implements}" if name in ABSTRACT["Fruit"] else ""
            parts.append(f"type {name}{fruit}{keyed} {{\n  id: ID!\n{lines}\n}}")
    return "\n".join(parts)


def _joins(field: RandomField) -> str:
    return "".join(f" @join__field(graph: {graph})" for graph in field.graphs)


def _monolith(fields: dict[str, tuple[RandomField, ...]]) -> str:
    parts = [_SHARED.format(everywhere=""), "union Sour = Berry | Citrus"]
    for name, owned in fields.items():
        lines = " ".join(f"{field.name}: {field.type_text}" for field in owned)
        fruit = " implements Fruit" if name in ABSTRACT["Fruit"] else ""
        identity = "" if name == "Query" else "id: ID! "
        parts.append(f"type {name}{fruit} {{ {identity}{lines} }}")
    return "\n".join(parts)
