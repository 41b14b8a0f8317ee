"""One random schema before it is cut: entities, value types, interfaces, a union, roots.

What cutting adds later (fields computed from others, hidden ones, more fields of an interface)
is written back here, so that the schema is always what the whole supergraph should be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

ENTITIES = ("Apple", "Berry", "Citrus", "Damson")
VALUES = ("Place", "Size")
LEAVES = ("String", "ID", "Int", "Float", "Boolean", "Money", "Color")
COLORS = ("RED", "GREEN", "BLUE")
WRAPPINGS = ("{}", "{}", "{}!", "[{}]", "[{}!]", "[{}]!", "[{}!]!", "[[{}!]]")
ROOTS = ("Query", "Mutation")

SCALARS = {
    "Filter": "input Filter { min: Int = 1 color: Color = GREEN tags: [String!] inner: Filter }",
    "Money": "scalar Money",
    "Color": "enum Color { RED GREEN BLUE }",
}

_ARGUMENTS = (
    ("Int", None),
    ("Int!", None),
    ("Int", "3"),
    ("String", '"x"'),
    ("Color", "RED"),
    ("[Int!]", "[1]"),
    ("Filter", None),
    ("Filter", "{min: 2}"),
    ("Money", None),
)


def is_root(type_name: str) -> bool:
    return type_name in ROOTS


@dataclass(frozen=True)
class Argument:
    name: str
    type_text: str
    default: str | None

    def __str__(self) -> str:
        return f"{self.name}: {self.type_text}" + (f" = {self.default}" if self.default else "")


@dataclass(frozen=True)
class Field:
    """A field; ``inputs`` is the field set that its value is computed from."""

    name: str
    base: str
    wrapping: str = "{}"
    arguments: tuple[Argument, ...] = ()
    inputs: str = ""
    is_hidden: bool = False

    @property
    def type_text(self) -> str:
        return self.wrapping.format(self.base)

    @property
    def signature(self) -> str:
        arguments = f"({', '.join(map(str, self.arguments))})" if self.arguments else ""
        return f"{self.name}{arguments}"

    def __str__(self) -> str:
        return f"{self.signature}: {self.type_text}"


@dataclass
class Schema:
    """Types by name to their fields.

    Attributes:
        implementers: of each interface, objects only; ``interfaces`` holds its fields.
        keys: the field sets that identify an entity.
        has_hierarchy: whether ``Fruit`` implements ``Plant``.
    """

    objects: dict[str, dict[str, Field]] = field(default_factory=dict)
    interfaces: dict[str, dict[str, Field]] = field(default_factory=dict)
    implementers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    has_hierarchy: bool = False

    @property
    def entities(self) -> list[str]:
        return list(self.keys)

    def members(self, name: str) -> tuple[str, ...]:
        """The object types that a type stands for."""
        return self.implementers.get(name) or self.unions.get(name) or (name,)

    def is_abstract(self, name: str) -> bool:
        return name in self.interfaces or name in self.unions

    def fields(self, name: str) -> dict[str, Field]:
        """What can be selected, apart from ``__typename``."""
        return self.objects.get(name) or self.interfaces.get(name) or {}

    def interfaces_of(self, name: str) -> list[str]:
        """Interfaces of an object, or of an interface whose types all have the wider one."""
        if name in self.interfaces:
            return ["Plant"] if name == "Fruit" and self.has_hierarchy else []
        return [each for each, types in self.implementers.items() if name in types]


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """A schema whose entities have their keys and two to four fields more."""
    schema = Schema()
    entities = ENTITIES[: draw(st.integers(2, len(ENTITIES)))]
    for name in VALUES[: draw(st.integers(1, 2))]:
        schema.objects[name] = {"zone": Field("zone", "Int", "{}!")}
    for name in entities:
        _add_keys(draw, schema, name)
    _add_abstract_types(draw, schema)
    for name in entities:
        for number in range(draw(st.integers(2, 4))):
            _add(schema, name, draw(fields(schema, f"{name[0].lower()}{number}", at_root=False)))
    for name in VALUES:
        if name in schema.objects:
            _add(schema, name, draw(_value_field(schema, f"{name[0].lower()}0")))
    _add_roots(draw, schema)
    return schema


@st.composite
def fields(draw: st.DrawFn, schema: Schema, name: str, *, at_root: bool) -> Field:
    """A field of any type, sometimes with arguments."""
    abstract = [*schema.interfaces, *schema.unions]
    composite = [*schema.entities, *abstract, *abstract]
    if name == "q0" and abstract:
        composite = abstract
    bases = composite if at_root else [*LEAVES, *composite, *_values_of(schema)]
    base = draw(st.sampled_from(bases))
    wrapping = draw(st.sampled_from(WRAPPINGS))
    if schema.is_abstract(base) and draw(st.booleans()):
        wrapping = "[{}]"
    return Field(name, base, wrapping, draw(_arguments()))


def _add(schema: Schema, type_name: str, new: Field) -> None:
    schema.objects.setdefault(type_name, {})[new.name] = new


def _values_of(schema: Schema) -> list[str]:
    return [name for name in VALUES if name in schema.objects]


@st.composite
def _arguments(draw: st.DrawFn) -> tuple[Argument, ...]:
    if draw(st.integers(0, 3)):
        return ()
    chosen = draw(st.lists(st.sampled_from(_ARGUMENTS), min_size=1, max_size=2, unique=True))
    return tuple(Argument(name, *each) for name, each in zip(("one", "two"), chosen, strict=False))


@st.composite
def _value_field(draw: st.DrawFn, schema: Schema, name: str) -> Field:
    base = draw(st.sampled_from([*LEAVES, *LEAVES, *schema.entities]))
    return Field(name, base, draw(st.sampled_from(("{}", "{}!"))))


def _add_keys(draw: st.DrawFn, schema: Schema, name: str) -> None:
    """One to three keys; a nested one goes to an entity before this one, never in circles."""
    code = Field("code", draw(st.sampled_from(("String", "Int", "ID"))), "{}!")
    identity = Field("id", "ID", "{}!")
    part, region = Field("part", "Int", "{}!"), Field("region", "Color", "{}!")
    place, tags = Field("place", "Place", "{}!"), Field("tags", "String", "[{}!]!")
    choices = {
        "id": (identity,),
        "code": (code,),
        "part region": (part, region),
        "id code": (identity, code),
        "place { zone }": (place,),
        "tags": (tags,),
    }
    for other in schema.entities[-1:]:
        if "id" in schema.keys[other]:
            choices["owner { id }"] = (Field("owner", other, "{}!"),)
    count = draw(st.integers(1, 3))
    keys = draw(
        st.lists(st.sampled_from(list(choices)), min_size=count, max_size=count, unique=True)
    )
    schema.keys[name] = tuple(keys)
    _add(schema, name, identity)
    for key in keys:
        for each in choices[key]:
            _add(schema, name, each)


def _add_abstract_types(draw: st.DrawFn, schema: Schema) -> None:
    entities = schema.entities
    if draw(st.sampled_from((True, True, True, False))):
        fruits = draw(st.lists(st.sampled_from(entities), min_size=2, unique=True))
        schema.implementers["Fruit"] = tuple(sorted(fruits))
        schema.interfaces["Fruit"] = {"id": schema.objects[entities[0]]["id"]}
        for number in range(draw(st.sampled_from((2, 1, 0)))):
            shared = draw(_interface_field(schema, f"f{number}"))
            for name in schema.implementers["Fruit"]:
                _add(schema, name, shared)
        if draw(st.booleans()):
            plants = {*fruits, *draw(st.lists(st.sampled_from(entities), max_size=1))}
            schema.implementers["Plant"] = tuple(sorted(plants))
            schema.interfaces["Plant"] = {"id": schema.objects[entities[0]]["id"]}
    if draw(st.sampled_from((True, True, False))):
        choices = [*entities, *_values_of(schema)]
        members = draw(st.lists(st.sampled_from(choices), min_size=2, max_size=3, unique=True))
        schema.unions["Sour"] = tuple(sorted(members))


@st.composite
def _interface_field(draw: st.DrawFn, schema: Schema, name: str) -> Field:
    base = draw(st.sampled_from([*LEAVES, *schema.entities, *_values_of(schema)]))
    return Field(name, base, draw(st.sampled_from(WRAPPINGS)), draw(_arguments()))


def _add_roots(draw: st.DrawFn, schema: Schema) -> None:
    for number in range(draw(st.integers(2, 5))):
        _add(schema, "Query", draw(fields(schema, f"q{number}", at_root=True)))
    for number in range(draw(st.integers(0, 3))):
        _add(schema, "Mutation", draw(fields(schema, f"m{number}", at_root=False)))
