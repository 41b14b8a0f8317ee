"""Growing a random schema: entities, value types, interfaces, a union, roots."""

from __future__ import annotations

from tests.gateway.federation.monolith.choices import Choices
from tests.gateway.federation.monolith.schema import (
    ENTITIES,
    LEAVES,
    VALUES,
    WRAPPINGS,
    Argument,
    Field,
    Schema,
)

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


def random_schema(choices: Choices) -> Schema:
    """A schema whose entities have their keys and two to four fields more."""
    schema = Schema()
    entities = ENTITIES[: choices.between(2, len(ENTITIES))]
    for name in VALUES[: choices.between(1, 2)]:
        schema.add(name, Field("zone", "Int", "{}!"))
    for name in entities:
        _add_keys(choices, schema, name)
    _add_interfaces(choices, schema)
    _add_union(choices, schema)
    for name in entities:
        for number in range(choices.between(2, 4)):
            schema.add(name, random_field(choices, schema, f"{name[0].lower()}{number}"))
    for name in schema.values:
        schema.add(name, _value_field(choices, schema, f"{name[0].lower()}0"))
    _add_roots(choices, schema)
    return schema


def random_field(choices: Choices, schema: Schema, name: str) -> Field:
    """A field of any type, sometimes with arguments."""
    return _field_of(choices, schema, name, [*LEAVES, *_composites(schema), *schema.values])


def random_arguments(choices: Choices) -> tuple[Argument, ...]:
    """Mostly none, else one or two."""
    if not choices.is_once_in(4):
        return ()
    chosen = choices.some_of(_ARGUMENTS, 1, 2)
    return tuple(Argument(name, *each) for name, each in zip(("one", "two"), chosen, strict=False))


def _field_of(choices: Choices, schema: Schema, name: str, bases: list[str]) -> Field:
    base = choices.one_of(bases)
    wrapping = choices.one_of(WRAPPINGS)
    if schema.is_abstract(base) and choices.coin():
        wrapping = "[{}]"
    return Field(name, base, wrapping, random_arguments(choices))


def _composites(schema: Schema) -> list[str]:
    """Abstract types come twice as often."""
    abstract = [*schema.interfaces, *schema.unions]
    return [*schema.entities, *abstract, *abstract]


def _value_field(choices: Choices, schema: Schema, name: str) -> Field:
    base = choices.one_of([*LEAVES, *LEAVES, *schema.entities])
    return Field(name, base, choices.one_of(("{}", "{}!")))


def _add_keys(choices: Choices, schema: Schema, name: str) -> None:
    """One to three keys; a nested one goes to an entity before this one, never in circles."""
    known = _key_fields(choices, schema)
    schema.keys[name] = tuple(choices.some_of(list(known), 1, 3))
    schema.add(name, Field("id", "ID", "{}!"))
    for key in schema.keys[name]:
        for each in known[key]:
            schema.add(name, each)


def _key_fields(choices: Choices, schema: Schema) -> dict[str, tuple[Field, ...]]:
    """What may identify an entity."""
    identity = Field("id", "ID", "{}!")
    code = Field("code", choices.one_of(("String", "Int", "ID")), "{}!")
    known = {
        "id": (identity,),
        "code": (code,),
        "part region": (Field("part", "Int", "{}!"), Field("region", "Color", "{}!")),
        "id code": (identity, code),
        "place { zone }": (Field("place", "Place", "{}!"),),
        "places { zone }": (Field("places", "Place", "[{}!]!"),),
        "tags": (Field("tags", "String", "[{}!]!"),),
    }
    for other in schema.entities[-1:]:
        if "id" in schema.keys[other]:
            known["owner { id }"] = (Field("owner", other, "{}!"),)
    return known


def _add_interfaces(choices: Choices, schema: Schema) -> None:
    """``Fruit`` with up to two shared fields, and the wider ``Plant``."""
    if choices.is_once_in(4):
        return
    identity = Field("id", "ID", "{}!")
    fruits = choices.some_of(schema.entities, 2)
    schema.implementers["Fruit"] = tuple(sorted(fruits))
    schema.interfaces["Fruit"] = {"id": identity}
    for number in range(choices.between(0, 2)):
        shared = _interface_field(choices, schema, f"f{number}")
        for name in schema.implementers["Fruit"]:
            schema.add(name, shared)
    if choices.coin():
        _add_narrowed_field(choices, schema)
    if choices.coin():
        plants = {*fruits, *choices.some_of(schema.entities, 0, 1)}
        schema.implementers["Plant"] = tuple(sorted(plants))
        schema.interfaces["Plant"] = {"id": identity}


def _add_narrowed_field(choices: Choices, schema: Schema) -> None:
    """The interface says that it returns a ``Fruit``, each of its types which one."""
    wrapping = choices.one_of(WRAPPINGS)
    schema.wider["f_kin"] = Field("f_kin", "Fruit", wrapping)
    for name in schema.implementers["Fruit"]:
        base = choices.one_of([*schema.implementers["Fruit"], "Fruit"])
        schema.add(name, Field("f_kin", base, wrapping))


def _add_union(choices: Choices, schema: Schema) -> None:
    if choices.is_once_in(3):
        return
    members = choices.some_of([*schema.entities, *schema.values], 2, 3)
    schema.unions["Sour"] = tuple(sorted(members))


def _interface_field(choices: Choices, schema: Schema, name: str) -> Field:
    base = choices.one_of([*LEAVES, *schema.entities, *schema.values])
    return Field(name, base, choices.one_of(WRAPPINGS), random_arguments(choices))


def _add_roots(choices: Choices, schema: Schema) -> None:
    """Two to five queries, the first of an abstract type where there is one; mutations, subscriptions."""
    composites = _composites(schema)
    for number in range(choices.between(2, 5)):
        is_abstract = number == 0 and (schema.interfaces or schema.unions)
        bases = [*schema.interfaces, *schema.unions] if is_abstract else composites
        schema.add("Query", _field_of(choices, schema, f"q{number}", bases))
    if choices.is_once_in(3):
        schema.add("Query", Field("q_again", "Query", choices.one_of(("{}", "{}!", "[{}!]"))))
    for number in range(choices.between(0, 3)):
        schema.add("Mutation", random_field(choices, schema, f"m{number}"))
    for number in range(choices.between(0, 2)):
        schema.add("Subscription", _field_of(choices, schema, f"s{number}", composites))
