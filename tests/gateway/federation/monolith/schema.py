"""One schema before it is cut: entities, value types, interfaces, a union, roots.

What cutting adds later (fields computed from others, hidden ones, more fields of an interface)
is written back here, so that the schema is always what the whole supergraph should be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

ENTITIES = ("Apple", "Berry", "Citrus", "Damson")
VALUES = ("Place", "Size")
LEAVES = ("String", "ID", "Int", "Float", "Boolean", "Money", "Color")
COLORS = ("RED", "GREEN", "BLUE")
WRAPPINGS = ("{}", "{}", "{}!", "[{}]", "[{}!]", "[{}]!", "[{}!]!", "[[{}!]]")
_WITHOUT_NULLS = {"{}": "{}!", "[{}]": "[{}!]!", "[{}!]": "[{}!]!", "[{}]!": "[{}!]!"}
ROOTS = ("Query", "Mutation", "Subscription")

SCALARS = {
    "Filter": "input Filter { min: Int = 1 color: Color = GREEN tags: [String!] inner: Filter }",
    "Money": "scalar Money",
    "Color": "enum Color { RED GREEN BLUE }",
}


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
    """A field.

    Attributes:
        is_never_null: whether there always is a value though the type does not say so.
        inputs: the field set that its value is computed from.
        context: the type above and its field that its value is computed from.
    """

    name: str
    base: str
    wrapping: str = "{}"
    arguments: tuple[Argument, ...] = ()
    inputs: str = ""
    is_hidden: bool = False
    is_never_null: bool = False
    context: tuple[str, str] | None = None

    @property
    def type_text(self) -> str:
        return self.wrapping.format(self.base)

    @property
    def narrow_type_text(self) -> str:
        """The type without any nulls."""
        return _WITHOUT_NULLS.get(self.wrapping, self.wrapping).format(self.base)

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
        wider: fields of ``Fruit`` whose types are wider there than in its object types.
        has_hierarchy: whether ``Fruit`` implements ``Plant``.
    """

    objects: dict[str, dict[str, Field]] = field(default_factory=dict)
    interfaces: dict[str, dict[str, Field]] = field(default_factory=dict)
    implementers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    has_hierarchy: bool = False
    wider: dict[str, Field] = field(default_factory=dict)

    @property
    def entities(self) -> list[str]:
        return list(self.keys)

    @property
    def values(self) -> list[str]:
        """Types without identity."""
        return [name for name in VALUES if name in self.objects]

    @property
    def names_in_interfaces(self) -> set[str]:
        """The names of all fields that some interface has."""
        return {name for fields in self.interfaces.values() for name in fields}

    @property
    def names_in_contexts(self) -> set[str]:
        """The names of all fields that something below is made of."""
        known = (each for fields in self.objects.values() for each in fields.values())
        return {each.context[1] for each in known if each.context}

    def add(self, type_name: str, new: Field) -> None:
        """Give an object type a field."""
        self.objects.setdefault(type_name, {})[new.name] = new

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
