"""``@interfaceObject``: a subgraph that knows an interface as one object type."""

from typing import Any

import pytest

from tests.gateway.federation.planner.federation import Federation, supergraph

SDL = supergraph(
    "abc",
    """
type Query @join__type(graph: A) @join__type(graph: B) @join__type(graph: C) {
  media: [Media!]! @join__field(graph: A)
  rated: [Media!]! @join__field(graph: B)
  book: Book @join__field(graph: A)
}
interface Media
  @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
  id: ID!
  title: String @join__field(graph: A)
  pages: Int @join__field(graph: A)
  rating: Int @join__field(graph: B)
  praise: String @join__field(graph: B, requires: "title")
  reviewers: [Person!] @join__field(graph: B)
}
type Book implements Media @join__implements(graph: A, interface: "Media")
  @join__type(graph: A, key: "id") @join__type(graph: C, key: "id") {
  id: ID!
  title: String @join__field(graph: A)
  pages: Int @join__field(graph: A)
  rating: Int @join__field
  praise: String @join__field
  reviewers: [Person!] @join__field
  stock: Int @join__field(graph: C)
}
type Film implements Media @join__implements(graph: A, interface: "Media")
  @join__type(graph: A, key: "id") @join__type(graph: C, key: "id") {
  id: ID!
  title: String @join__field(graph: A)
  pages: Int @join__field(graph: A, external: true) @join__field(graph: C)
  rating: Int @join__field
  praise: String @join__field
  reviewers: [Person!] @join__field
  minutes: Int @join__field(graph: A)
}
type Person @join__type(graph: B) { name: String favourite: Media }
""",
)


def _data() -> list[dict[str, Any]]:
    common = [
        {"id": f"m{n}", "title": f"Title {n}", "pages": n, "rating": n, "praise": f"Title {n}!"}
        for n in range(3)
    ]
    book, film, other = (
        common[0] | {"__typename": "Book", "stock": 7},
        common[1] | {"__typename": "Film", "minutes": 90, "pages": 0},
        common[2] | {"__typename": "Book", "stock": 0},
    )
    for each in (book, film, other):
        each["reviewers"] = [{"name": "Ada", "favourite": film}]
    return [book, film, other]


MEDIA = _data()
WORLD = Federation(SDL, {"media": MEDIA, "rated": MEDIA, "book": MEDIA[0]}, MEDIA)

OPERATIONS = [
    "{ media { id title rating } }",
    "{ media { rating } }",
    "{ media { praise } }",
    "{ media { ... on Film { minutes rating } } }",
    "{ book { rating praise stock } }",
    "{ rated { id rating } }",
    "{ rated { __typename } }",
    "{ rated { rating __typename } }",
    "{ rated { t: __typename rating } }",
    "{ rated { title } }",
    "{ rated { praise } }",
    "{ rated { ... on Book { stock } } }",
    "{ rated { rating ... on Film { minutes } } }",
    "{ rated { ... on Book { rating stock } ... on Film { rating minutes } } }",
    "{ rated { id pages } }",
    "{ rated { reviewers { favourite { rating title ... on Film { minutes } } } } }",
    "{ media { reviewers { name favourite { __typename pages } } } }",
    "query ($a: Boolean!) { rated { rating @include(if: $a) title @skip(if: $a) } }",
]


@pytest.mark.parametrize("text", OPERATIONS)
def test_the_answer_is_the_monoliths(text: str):
    WORLD.check_all(text)


def test_its_fields_are_asked_for_by_the_interfaces_name_and_key():
    assert WORLD.show("{ media { id rating } }") == [
        "0 [] a : { media { id __typename } }",
        "1 [0] b media.@: { ... on Media { rating } }",
    ]
    overrides = WORLD.plan("{ media { rating } }").fetches[1].typename_overrides
    assert {each.on_type: each.typename for each in overrides} == {"Book": "Media", "Film": "Media"}


def test_an_object_of_known_type_is_also_asked_for_by_the_interfaces_name():
    fetch = WORLD.plan("{ book { rating } }").fetches[1]
    (override,) = fetch.typename_overrides
    assert (override.on_type, override.typename) == ("Book", "Media")


def test_what_it_knows_itself_needs_no_other_subgraph():
    assert WORLD.show("{ rated { id rating } }") == ["0 [] b : { rated { id rating } }"]


def test_the_type_of_its_objects_is_told_by_the_subgraph_of_the_interface():
    assert WORLD.show("{ rated { __typename rating } }") == [
        "0 [] b : { rated { id rating } }",
        "1 [0] a rated.@: { ... on Media { __typename } }",
    ]


def test_a_fragment_on_an_implementation_waits_for_the_type():
    assert WORLD.show("{ rated { ... on Book { stock } } }") == [
        "0 [] b : { rated { id } }",
        "1 [0] a rated.@: { ... on Media { __typename ... on Book { id } } }",
        "2 [1] c rated.@|[Book]: { ... on Book { stock } }",
    ]


def test_while_the_subgraph_of_the_interface_is_down_its_own_fields_are_answered():
    WORLD.subgraphs["a"], kept = _Down(), WORLD.subgraphs["a"]
    try:
        answer = WORLD.execute("{ rated { rating ... on Film { minutes } } }")
    finally:
        WORLD.subgraphs["a"] = kept
    assert answer["data"] == {"rated": [{"rating": 0}, {"rating": 1}, {"rating": 2}]}
    assert [error["message"] for error in answer["errors"]] == ["down"]


class _Down:
    def answer(self, _request: Any) -> Any:
        return {"data": None, "errors": [{"message": "down"}]}
