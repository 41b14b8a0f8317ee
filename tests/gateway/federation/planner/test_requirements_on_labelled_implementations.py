"""An interface object requires a field that implementations have under ``@override`` labels.

What the interface offers is then read type by type, where the labels say.
"""

from dataclasses import replace

import pytest

from tests.gateway.federation.composition.harness import supergraph
from tests.gateway.federation.planner.federation import Federation

SDL = supergraph(
    """type Query { media: [Media!]! }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media @key(fields: "id") { id: ID! @shareable title: String }
    type Film implements Media @key(fields: "id") {
      id: ID! @shareable title: String @override(from: "b", label: "moved")
    }""",
    """type Film @key(fields: "id") { id: ID! @shareable title: String }""",
    """type Query { rated: [Media!]! }
    type Media @key(fields: "id") @interfaceObject {
      id: ID! title: String @external praise: String @requires(fields: "title")
    }""",
)
MEDIA = [
    {"__typename": "Book", "id": "m0", "title": "Emma", "praise": "Emma!"},
    {"__typename": "Film", "id": "m1", "title": "Alien", "praise": "Alien!"},
]
WORLD = Federation(SDL, {"media": MEDIA, "rated": MEDIA}, MEDIA)
BY_TYPE = (
    "1 [0] a rated.@: "
    "{ ... on Media { id __typename ... on Book { title } ... on Film { title } } }"
)


@pytest.mark.parametrize("labels", [(), ("moved",)])
@pytest.mark.parametrize("root", ["media", "rated"])
def test_the_answer_is_the_monoliths(root: str, labels: tuple[str, ...]):
    world = replace(WORLD, labels=frozenset(labels))

    world.check(f"{{ {root} {{ praise }} }}")
    world.check(f"{{ {root} {{ title ... on Film {{ praise }} }} }}")


def test_while_the_label_is_active_the_new_owner_is_asked():
    world = replace(WORLD, labels=frozenset(["moved"]))

    assert world.show("{ rated { praise } }") == [
        "0 [] c : { rated { id } }",
        BY_TYPE,
        "2 [1] c rated.@: { ... on Media { praise } }",
    ]


def test_while_it_is_not_the_old_one_is():
    assert WORLD.show("{ rated { praise } }") == [
        "0 [] c : { rated { id } }",
        "1 [0] a rated.@: { ... on Media { id __typename ... on Book { title } } }",
        "2 [1] b rated.@|[Film]: { ... on Film { title } }",
        "3 [1, 2] c rated.@: { ... on Media { praise } }",
    ]
