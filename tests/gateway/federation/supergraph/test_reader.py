import pytest

from gateway.federation.errors import SupergraphError
from gateway.federation.language.printer import print_selections
from gateway.federation.supergraph.model import FieldOwnership, Supergraph, TypeInfo
from gateway.federation.supergraph.reader import read_supergraph

GRAPHS = """
enum join__Graph {
  A @join__graph(name: "a", url: "http://a")
  B_1 @join__graph(name: "b-1", url: "http://b")
}
type Query @join__type(graph: A) @join__type(graph: B_1) { start: Int @join__field(graph: A) }
"""


def read(text: str) -> Supergraph:
    return read_supergraph(GRAPHS + text)


def read_type(text: str, name: str = "T") -> TypeInfo:
    return read(text).types[name]


def test_subgraphs_go_by_their_real_names():
    subgraphs = read("").subgraphs

    assert list(subgraphs) == ["a", "b-1"]
    assert subgraphs["b-1"].url == "http://b"


def test_a_field_without_join_is_owned_by_every_subgraph_of_its_type():
    owners = (
        read_type("type T @join__type(graph: A) @join__type(graph: B_1) { x: Int }")
        .fields["x"]
        .owners
    )

    assert owners == {"a": FieldOwnership(), "b-1": FieldOwnership()}


def test_a_joined_field_is_owned_by_the_named_subgraphs_alone():
    owners = (
        read_type("""
      type T @join__type(graph: A) @join__type(graph: B_1) { x: Int @join__field(graph: B_1) }
    """)
        .fields["x"]
        .owners
    )

    assert list(owners) == ["b-1"]


def test_a_join_without_a_graph_owns_nothing():
    owners = read_type("type T @join__type(graph: A) { x: Int @join__field }").fields["x"].owners

    assert owners == {}


def test_every_argument_of_a_join_is_read():
    field = read_type("""
      type T @join__type(graph: A, key: "id") @join__type(graph: B_1, key: "id o { n }", resolvable: false, extension: true) {
        id: ID! o: O y: Int
        x: O @join__field(graph: A, type: "O!", requires: "y", provides: "z { w }", override: "b-1", overrideLabel: "percent(5)")
             @join__field(graph: B_1, external: true, usedOverridden: true)
      }
      type O { n: Int z: O w: Int }""").fields["x"]

    mine, theirs = field.owners["a"], field.owners["b-1"]
    assert str(mine.type) == "O!"
    assert print_selections(mine.requires or ()) == "{ y }"
    assert print_selections(mine.provides or ()) == "{ z { w } }"
    assert (mine.override_from, mine.override_label) == ("b-1", "percent(5)")
    assert theirs.external
    assert theirs.used_overridden


def test_keys_keep_their_order_and_say_whether_they_can_be_entered():
    owner = read_type("""
      type T @join__type(graph: A, key: "id") @join__type(graph: A, key: "sku region { code }", resolvable: false) { id: ID! sku: ID! region: R }
      type R { code: ID! }
    """).owners["a"]

    assert [print_selections(key.fields) for key in owner.keys] == [
        "{ id }",
        "{ sku region { code } }",
    ]
    assert [key.resolvable for key in owner.keys] == [True, False]


def test_interface_objects_and_extensions_are_marked():
    owner = read_type(
        'type T @join__type(graph: A, key: "id", isInterfaceObject: true, extension: true) { id: ID! }'
    ).owners["a"]

    assert owner.is_interface_object
    assert owner.is_extension


def test_interfaces_and_members_are_known_by_subgraph():
    supergraph = read("""
      interface I @join__type(graph: A) @join__type(graph: B_1) { x: Int }
      type T implements I @join__type(graph: A) @join__type(graph: B_1) @join__implements(graph: A, interface: "I") { x: Int }
      type S @join__type(graph: A) { x: Int }
      union U @join__type(graph: A) @join__type(graph: B_1)
        @join__unionMember(graph: A, member: "T") @join__unionMember(graph: B_1, member: "T") @join__unionMember(graph: A, member: "S")
        = T | S
    """)

    assert supergraph.types["T"].interfaces == {"I": ("a",)}
    assert supergraph.types["U"].members == {"T": ("a", "b-1"), "S": ("a",)}
    assert supergraph.possible_types == {
        "Query": ("Query",),
        "I": ("T",),
        "T": ("T",),
        "S": ("S",),
        "U": ("T", "S"),
    }


def test_what_is_inaccessible_is_marked_and_kept():
    supergraph = read("""
      enum E @join__type(graph: A) { X @join__enumValue(graph: A) Y @join__enumValue(graph: A) @inaccessible }
      type T @join__type(graph: A) @inaccessible { x: Int @inaccessible y: Int }
    """)

    assert supergraph.types["E"].enum_values == {"X": False, "Y": True}
    assert supergraph.types["T"].is_inaccessible
    assert supergraph.types["T"].fields["x"].is_inaccessible


def test_roots_may_have_other_names():
    supergraph = read_supergraph("""
      schema { query: Start }
      enum join__Graph { A @join__graph(name: "a", url: "") }
      type Start @join__type(graph: A) { x: Int }
    """)

    assert supergraph.root_types == {"query": "Start"}


def test_machinery_is_no_type_of_the_supergraph():
    assert "join__Graph" not in read("").types


def test_the_version_changes_with_the_text():
    assert read("").version != read("scalar S").version


def test_in_join_v01_the_owner_resolves_what_is_not_joined_and_keys_are_everywhere():
    supergraph = read_supergraph("""
      schema @core(feature: "https://specs.apollo.dev/core/v0.1") @core(feature: "https://specs.apollo.dev/join/v0.1") { query: Query }
      enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
      type Query { t: T @join__field(graph: A) }
      type T @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
        id: ID! @join__field(graph: A)
        name: String
        other: Int @join__field(graph: B, requires: "name")
      }
      type Value { x: Int }
    """)

    owners = {name: list(field.owners) for name, field in supergraph.types["T"].fields.items()}
    assert owners == {"id": ["a", "b"], "name": ["a"], "other": ["b"]}
    assert list(supergraph.types["Value"].fields["x"].owners) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type {", "cannot be read: Syntax Error"),
        ("type Query { a: Int }", "no enum join__Graph"),
        ('enum join__Graph { A @join__graph(name: "a", url: "") }', "no type Query"),
        ("enum join__Graph { A } type Query { a: Int }", "has no @join__graph"),
        (GRAPHS + "type T @join__type(graph: C) { a: Int }", "T is joined to graph C"),
        (
            GRAPHS + "type T @join__type(graph: A) { a: Int @join__field(graph: C) }",
            "T.a is joined to graph C",
        ),
        (
            GRAPHS + 'type T @join__type(graph: A, key: "{") { a: Int }',
            "T in subgraph a: the field set",
        ),
        (
            GRAPHS
            + 'type T @join__type(graph: A) { a: Int @join__field(graph: A, requires: "b {") }',
            "T.a in subgraph a",
        ),
        (
            GRAPHS
            + 'type T @join__type(graph: A) { a(x: Int): Int @join__field(graph: A, contextArguments: [{name: "x"}]) }',
            "a context argument of T.a in subgraph a lacks context, selection, type",
        ),
        (
            GRAPHS + 'type T @join__type(graph: A) { a: Int @join__directive(name: "connect") }',
            "@join__directive, which is not supported",
        ),
    ],
)
def test_what_is_no_supergraph_or_not_understood_is_refused(text: str, message: str):
    with pytest.raises(SupergraphError, match=message):
        read_supergraph(text)


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (
            'url: "https://specs.apollo.dev/join/v0.6", for: EXECUTION',
            "newest version supported is v0.5",
        ),
        (
            'url: "https://specs.apollo.dev/authenticated/v0.2", for: SECURITY',
            "authenticated v0.2, but the",
        ),
        ('url: "https://specs.apollo.dev/context/v0.2", for: SECURITY', "context v0.2, but the"),
        ('url: "https://example.com/mine/v1.0", for: EXECUTION', "mine for EXECUTION"),
        ('url: "https://specs.apollo.dev/join/v0.3", as: "j", for: EXECUTION', "calls join 'j'"),
    ],
)
def test_a_feature_marked_as_needed_must_be_understood(link: str, message: str):
    with pytest.raises(SupergraphError, match=message):
        read(f"schema @link({link}) {{ query: Query }}")


@pytest.mark.parametrize("version", ["v0.1", "v0.2", "v0.3", "v0.4", "v0.5"])
def test_every_version_of_join_is_read(version: str):
    supergraph = read(
        f'schema @link(url: "https://specs.apollo.dev/join/{version}", for: EXECUTION) {{ query: Query }}'
    )

    assert supergraph.root_types == {"query": "Query"}


def test_a_feature_without_a_purpose_may_be_ignored():
    read('schema @link(url: "https://specs.apollo.dev/cost/v0.1") { query: Query }')
