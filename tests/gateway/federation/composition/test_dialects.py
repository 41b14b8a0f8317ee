"""How subgraphs name federation's directives: versions, imports, renames, namespaces."""

import pytest

from gateway.federation.composition.compose import CompositionResult, compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.composition.harness import elements, subgraph, supergraph

URL = "https://specs.apollo.dev/federation"


def result_of(sdl: str) -> CompositionResult:
    return compose([SubgraphDefinition("a", "http://a", sdl)])


def composed(sdl: str) -> dict[str, str]:
    result = result_of(sdl)
    assert result.errors == (), [str(error) for error in result.errors]
    return dict(elements(result.supergraph_sdl or ""))


@pytest.mark.parametrize("minor", range(15))
def test_every_version_from_2_0_to_2_14_is_read(minor: int):
    result = compose([subgraph("a", "type Query { x: Int }", version=f"2.{minor}")])

    assert result.errors == ()


@pytest.mark.parametrize("version", ["v1.0", "v2.15", "v2.99", "v3.0"])
def test_an_unknown_version_is_refused(version: str):
    (error,) = result_of(
        f'extend schema @link(url: "{URL}/{version}") type Query {{ x: Int }}'
    ).errors

    assert error.code.name == "UNKNOWN_FEDERATION_LINK_VERSION"
    assert f"'a' links {URL}/{version}, but federation {version} is not known" in error.message


def test_the_directives_of_an_unknown_version_are_unknown_and_named_once():
    found = result_of(
        f'extend schema @link(url: "{URL}/v2.99", import: ["@shareable"])\n'
        "type Query { x: Int @shareable\n y: Int @shareable @federation__tag }"
    ).errors

    assert [error.code.name for error in found] == [
        "UNKNOWN_FEDERATION_LINK_VERSION",
        "INVALID_GRAPHQL",
    ]
    assert "unknown directives @shareable, @federation__tag;" in found[1].message


LINK = f'@link(url: "{URL}/v2.3", import: ["@key"])'


@pytest.mark.parametrize(
    ("links", "message"),
    [
        (f'{LINK} @link(url: "https://example.com/a/v1.0") @link(url: "https://example.com/a/v1.1")', "linked before"),
        (f'{LINK} @link(url: "https://example.com/a/v1.0", as: "federation")', "whose name 'federation' is that of"),
        (f'{LINK} @link(url: "https://example.com/key/v1.0")', "which is confused with an import of"),
        (f'{LINK} @link(url: "https://example.com/a/v1.0", import: ["@key"])', "is confused with the import of"),
        (f'{LINK} @link(url: "https://example.com/a/v1.0", import: ["@federation__tag"])', "is confused with the names of"),
        (f'{LINK} @link(url: "https://specs.apollo.dev/tag/v0.3", import: ["@tags"])', "did you mean @tag?"),
        (f'{LINK} @link(url: "https://example.com/a/v1.0", as: "a_")', "cannot use the name 'a_'"),
    ],
)  # fmt: skip
def test_links_that_can_be_confused_are_refused(links: str, message: str):
    (error,) = result_of(f"extend schema {links} type Query {{ x: Int }}").errors

    assert error.code.name == "INVALID_LINK_DIRECTIVE_USAGE"
    assert message in error.message


def test_a_specification_without_a_name_in_graphql_is_known_by_its_imports():
    link = '@link(url: "https://example.com/my-rules/v1.0", import: ["@rule"])'

    assert composed(
        f"extend schema {LINK} {link} directive @rule on FIELD_DEFINITION type Query {{ x: Int @rule }}"
    )


@pytest.mark.parametrize("name", ["fed-eration", "a.b", ""])
def test_federation_needs_a_name_in_graphql(name: str):
    (error,) = result_of(
        f'extend schema @link(url: "{URL}/v2.3", as: "{name}") type Query {{ x: Int }}'
    ).errors

    assert error.code.name == "INVALID_LINK_DIRECTIVE_USAGE"
    assert f"cannot use the name '{name}'" in error.message


def test_no_directive_is_imported_by_the_name_of_a_standard_one():
    (error,) = result_of(
        f'extend schema @link(url: "{URL}/v2.3", import: [{{name: "@key", as: "@skip"}}]) type Query {{ x: Int }}'
    ).errors

    assert error.code.name == "DIRECTIVE_DEFINITION_INVALID"
    assert "rename the import" in error.message


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.com/mine", URL, "https://example.com/a/v1", f"{URL}/2.3"),
        *(
            "https://example.com/v1.0",
            "https://example.com/a/v1.0/",
            "https://example.com/a/v1.0.1",
        ),
    ],
)
def test_a_link_names_a_specification_and_its_version(url: str):
    (error,) = result_of(f'extend schema {LINK} @link(url: "{url}") type Query {{ x: Int }}').errors

    assert error.code.name == "INVALID_LINK_IDENTIFIER"
    assert error.message.startswith(f"'a' links {url.rstrip('/')}")


def test_an_unknown_version_of_the_link_specification_is_refused():
    (error,) = result_of(
        f'extend schema @link(url: "https://specs.apollo.dev/link/v9.0") {LINK} type Query {{ x: Int }}'
    ).errors

    assert error.code.name == "UNKNOWN_LINK_VERSION"


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ('import: ["@keys"]', "did you mean @key?"),
        ('import: ["@interfaceObject"]', "it exists since v2.3: link that version"),
        ('import: ["Whatever"]', "remove it from the imports"),
        ('import: [{name: "@key", as: "key"}]', "both or neither must begin with @"),
    ],
)
def test_a_wrong_import_is_refused_with_advice(link: str, message: str):
    (error,) = result_of(
        f'extend schema @link(url: "{URL}/v2.2", {link}) type Query {{ x: Int }}'
    ).errors

    assert error.code.name == "INVALID_LINK_DIRECTIVE_USAGE"
    assert message in error.message


def test_federation_is_linked_once():
    link = f'extend schema @link(url: "{URL}/v2.2")'
    (error,) = result_of(f"{link} {link} type Query {{ x: Int }}").errors

    assert error.code.name == "INVALID_LINK_DIRECTIVE_USAGE"


def test_a_renamed_import_and_the_namespace_mean_the_same_as_the_plain_name():
    found = composed(f"""
      extend schema @link(url: "{URL}/v2.3", import: [{{name: "@key", as: "@entity"}}])
      type Query {{ t: T @federation__tag(name: "x") }}
      type T @entity(fields: "id") {{ id: ID! }}
    """)

    assert found["T"] == 'type T @join__type(graph: A, key: "id")'
    assert found["Query.t"] == 't: T @federation__tag(name: "x")'


def test_tag_and_inaccessible_may_be_linked_by_themselves():
    found = composed(f"""
      extend schema @link(url: "{URL}/v2.3") @link(url: "https://specs.apollo.dev/tag/v0.3")
        @link(url: "https://specs.apollo.dev/inaccessible/v0.2", import: [{{name: "@inaccessible", as: "@hidden"}}])
      type Query {{ x: Int @tag(name: "x") y: Int @hidden }}
    """)

    assert found["Query.x"] == 'x: Int @tag(name: "x")'
    assert found["Query.y"] == "y: Int @hidden"


def test_custom_directives_of_the_type_system_stay_in_their_subgraph():
    found = composed(f"""
      extend schema @link(url: "{URL}/v2.3") @link(url: "https://example.com/mine/v1.0", import: ["@mine"])
      directive @mine(a: Int) on FIELD_DEFINITION
      directive @key on FIELD_DEFINITION
      type Query {{ x: Int @mine(a: 1) @key }}
    """)

    assert found["Query.x"] == "x: Int"


def test_federations_own_machinery_is_left_out_whether_printed_or_not():
    found = composed(f"""
      schema @link(url: "{URL}/v2.3", import: ["@key", "FieldSet"]) {{ query: Query }}
      directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
      directive @key(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
      directive @federation__shareable repeatable on OBJECT | FIELD_DEFINITION
      scalar link__Import
      enum link__Purpose {{ SECURITY EXECUTION }}
      scalar FieldSet
      scalar _Any
      union _Entity = T
      type _Service {{ sdl: String! }}
      type Query {{ _entities(representations: [_Any!]!): [_Entity]! _service: _Service! t: T }}
      type T @key(fields: "id") {{ id: ID! }}
    """)

    own = {name for name in found if not name.startswith(("join__", "link__"))}
    assert own == {"Query", "Query.t", "T", "T.id"}


def test_root_types_get_the_standard_names():
    result = compose(
        [
            subgraph(
                "a",
                "extend schema { query: Start mutation: Change } type Start { x: Int again: Start } type Change { do: Int }",
            ),
            subgraph("b", "type Query { y: Int }"),
        ]
    )
    found = elements(result.supergraph_sdl or "")

    assert found["Query.again"] == "again: Query @join__field(graph: A)"
    assert found["Mutation.do"] == "do: Int"
    assert "Start" not in found


def test_a_type_may_be_extended_where_it_is_not_defined():
    sdl = supergraph(
        'type Query { t: T } type T @key(fields: "id") { id: ID! }',
        'extend type T @key(fields: "id") { id: ID! @external x: Int }',
    )
    found = elements(sdl)

    assert (
        found["T"]
        == 'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", extension: true)'
    )
    assert found["T.id"] == "id: ID!"
    assert found["T.x"] == "x: Int @join__field(graph: B)"


def test_extends_is_extend_type():
    sdl = supergraph(
        'type Query { t: T } type T @key(fields: "id") { id: ID! }',
        'type T @extends @key(fields: "id") { id: ID! @external x: Int }',
    )

    assert "extension: true" in elements(sdl)["T"]


def test_the_directives_of_an_unknown_version_of_a_specification_are_unknown():
    (error,) = result_of(f"""
      extend schema @link(url: "{URL}/v2.12")
        @link(url: "https://specs.apollo.dev/cost/v9.0", import: ["@cost"])
      type Query {{ x: Int @cost(weight: 3) }}
    """).errors

    assert error.code.name == "INVALID_GRAPHQL"
    assert "Unknown directive '@cost'" in error.message


def test_a_linked_specification_that_needs_a_later_federation_is_remarked():
    result = result_of(f"""
      extend schema @link(url: "{URL}/v2.3")
        @link(url: "https://specs.apollo.dev/cost/v0.1", import: ["@cost"])
      type Query {{ x: Int @cost(weight: 3) }}
    """)

    assert result.errors == ()
    assert [hint.code.name for hint in result.hints] == ["IMPLICITLY_UPGRADED_FEDERATION_VERSION"]
    assert result.hints[0].locations[0].line == 3
