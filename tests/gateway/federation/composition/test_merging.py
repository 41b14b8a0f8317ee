"""How definitions are merged, kind by kind; expectations confirmed with Apollo's composer."""

from gateway.federation.supergraph.api_schema import api_sdl
from tests.gateway.federation.composition.harness import elements, supergraph

Q = "type Query { x: Int }"


def test_fields_are_joined_only_where_subgraphs_differ():
    found = elements(
        supergraph(
            'type Query { t: T } type T @key(fields: "id") { id: ID! a: Int }',
            'type T @key(fields: "id") { id: ID! b: Int }',
        )
    )

    assert found["T"] == 'type T @join__type(graph: A, key: "id") @join__type(graph: B, key: "id")'
    assert found["T.id"] == "id: ID!"
    assert found["T.a"] == "a: Int @join__field(graph: A)"
    assert found["T.b"] == "b: Int @join__field(graph: B)"


def test_every_subgraph_can_be_entered_at_query():
    found = elements(supergraph(Q, "type T { a: Int }"))

    assert found["Query"] == "type Query @join__type(graph: A) @join__type(graph: B)"
    assert found["Query.x"] == "x: Int @join__field(graph: A)"


def test_keys_keep_their_arguments():
    found = elements(
        supergraph(
            f'{Q} type T @key(fields: "id") @key(fields: "o {{ n }} sku", resolvable: false) {{ id: ID! sku: ID! o: O }} type O {{ n: Int }}'
        )
    )

    assert found["T"] == (
        'type T @join__type(graph: A, key: "id") @join__type(graph: A, key: "o { n } sku", resolvable: false)'
    )


def test_requirements_and_provisions_are_joined():
    found = elements(
        supergraph(
            'type Query { t: T @provides(fields: "n") } type T @key(fields: "id") { id: ID! n: Int @external r: Int @requires(fields: "m") m: Int @external }',
            'type T @key(fields: "id") { id: ID! n: Int @shareable m: Int }',
        )
    )

    assert found["Query.t"] == 't: T @join__field(graph: A, provides: "n")'
    assert found["T.n"] == "n: Int @join__field(graph: A, external: true) @join__field(graph: B)"
    assert found["T.r"] == 'r: Int @join__field(graph: A, requires: "m")'


def test_a_type_marked_external_or_shareable_marks_its_fields():
    found = elements(
        supergraph(
            f'{Q} type T @key(fields: "id") {{ id: ID! o: O @external r: Int @requires(fields: "o {{ n }}") }} type O @external {{ n: Int }}',
            'type T @key(fields: "id") { id: ID! o: O } type O @shareable { n: Int }',
            "type O @shareable { n: Int }",
        )
    )

    assert (
        found["O.n"]
        == "n: Int @join__field(graph: A, external: true) @join__field(graph: B) @join__field(graph: C)"
    )


def test_output_types_become_nullable_where_any_subgraph_says_so():
    found = elements(
        supergraph(f"{Q} type T @shareable {{ x: Int! }}", "type T @shareable { x: Int }")
    )

    assert (
        found["T.x"]
        == 'x: Int @join__field(graph: A, type: "Int!") @join__field(graph: B, type: "Int")'
    )


def test_output_types_become_the_interface_of_an_object():
    found = elements(
        supergraph(
            f'{Q} interface I @tag(name: "i") {{ a: Int }} type S implements I @shareable {{ a: Int }} type T @shareable {{ x: [S!]! }}',
            "interface I { a: Int } type S implements I @shareable { a: Int } type T @shareable { x: [I]! }",
        )
    )

    assert found["T.x"].startswith("x: [I]! @join__field")


def test_arguments_are_required_where_any_subgraph_says_so_and_dropped_where_one_lacks_them():
    found = elements(
        supergraph(
            f"{Q} type T @shareable {{ x(a: Int, b: Int = 1, c: Int): Int }}",
            "type T @shareable { x(a: Int!, c: Int = 2): Int }",
        )
    )

    assert found["T.x"] == "x(a: Int!, c: Int): Int"


def test_input_fields_are_those_that_all_know():
    found = elements(
        supergraph(
            "type Query { x(i: I): Int } input I { a: Int b: Int }", "input I { a: Int! c: Int }"
        )
    )

    assert (
        found["I.a"]
        == 'a: Int! @join__field(graph: A, type: "Int") @join__field(graph: B, type: "Int!")'
    )
    assert not {"I.b", "I.c"} & set(found)


def test_an_inaccessible_input_field_needs_not_be_known_everywhere():
    found = elements(
        supergraph(
            "type Query { x(i: I): Int } input I { a: Int b: Int @inaccessible }",
            "input I { a: Int }",
        )
    )

    assert found["I.b"] == "b: Int @join__field(graph: A) @inaccessible"


def test_an_enum_of_outputs_is_the_union():
    found = elements(supergraph("type Query { e: E } enum E { A }", "enum E { B }"))

    assert found["E.A"] == "A @join__enumValue(graph: A)"
    assert found["E.B"] == "B @join__enumValue(graph: B)"


def test_an_enum_of_inputs_is_the_intersection():
    found = elements(supergraph("type Query { e(e: E): Int } enum E { A C }", "enum E { B C }"))

    assert found["E.C"] == "C @join__enumValue(graph: A) @join__enumValue(graph: B)"
    assert not {"E.A", "E.B"} & set(found)


def test_an_inaccessible_enum_value_needs_not_be_known_everywhere():
    found = elements(
        supergraph("type Query { e(e: E): E } enum E { A B @inaccessible }", "enum E { A }")
    )

    assert found["E.B"] == "B @join__enumValue(graph: A) @inaccessible"


def test_unions_and_interfaces_are_joined_by_subgraph():
    found = elements(
        supergraph(
            f"{Q} union U = S interface I {{ a: Int }} type S implements I @shareable {{ a: Int }}",
            "union U = S | R interface I { a: Int } type S @shareable { a: Int } type R implements I { a: Int }",
        )
    )

    assert found["U"] == (
        'union U @join__type(graph: A) @join__type(graph: B) @join__unionMember(graph: A, member: "S") '
        '@join__unionMember(graph: B, member: "S") @join__unionMember(graph: B, member: "R") = S | R'
    )
    assert (
        found["S"]
        == 'type S implements I @join__implements(graph: A, interface: "I") @join__type(graph: A) @join__type(graph: B)'
    )


def test_an_overridden_field_leaves_its_loser():
    found = elements(
        supergraph('type Query { x: Int @override(from: "b") }', Q + " type T { a: Int }")
    )

    assert found["Query.x"] == 'x: Int @join__field(graph: A, override: "b")'


def test_a_loser_keeps_an_overridden_field_that_its_key_needs():
    found = elements(
        supergraph(
            f'{Q} type T @key(fields: "id") {{ id: ID! @override(from: "b") }}',
            'type T @key(fields: "id") { id: ID! y: Int }',
        )
    )

    assert (
        found["T.id"]
        == 'id: ID! @join__field(graph: A, override: "b") @join__field(graph: B, usedOverridden: true)'
    )


def test_an_override_from_nowhere_is_kept_as_written():
    found = elements(supergraph('type Query { x: Int @override(from: "gone") y: Int }'))

    assert found["Query.x"] == "x: Int"


def test_tags_inaccessible_marks_and_deprecations_of_any_subgraph_survive():
    found = elements(
        supergraph(
            'type Query { t: T } type T @shareable @tag(name: "t") { x(a: Int @tag(name: "a")): Int @tag(name: "b") @deprecated(reason: "use y") y: Int }',
            'type T @shareable { x(a: Int): Int @tag(name: "a") @inaccessible y: Int }',
        )
    )

    assert found["T"] == 'type T @join__type(graph: A) @join__type(graph: B) @tag(name: "t")'
    assert (
        found["T.x"]
        == 'x(a: Int @tag(name: "a")): Int @deprecated(reason: "use y") @inaccessible @tag(name: "a") @tag(name: "b")'
    )


def test_one_of_is_defined_for_readers_that_do_not_know_it():
    sdl = supergraph("type Query { x(i: I): Int } input I @oneOf { a: Int b: Int }")

    assert "directive @oneOf on INPUT_OBJECT" in sdl
    assert "input I @oneOf" in api_sdl(sdl)


def test_scalars_specifications_and_one_of_survive():
    found = elements(
        supergraph(
            'type Query { x(i: I): S } scalar S @specifiedBy(url: "https://example.com/s") input I @oneOf { a: Int b: Int }',
            "scalar S",
        )
    )

    assert (
        found["S"]
        == 'scalar S @join__type(graph: A) @join__type(graph: B) @specifiedBy(url: "https://example.com/s")'
    )
    assert found["I"] == "input I @join__type(graph: A) @oneOf"


def test_the_description_that_most_subgraphs_give_stands():
    sdl = supergraph(
        '"one" type Query { x: Int } "one" scalar S',
        '"two" scalar S',
        '"two" scalar S',
        "scalar S",
    )

    assert '"""two"""\nscalar S' in sdl
    assert '"""one"""\ntype Query' in sdl


def test_a_description_of_many_lines_with_quotes_survives():
    text = 'says "hello"\n\n  and """bye"""'
    escaped = text.replace('"""', '\\"""')
    sdl = supergraph(f'"""\n{escaped}\n"""\ntype Query {{ x("a \\"b\\"" y: Int): Int }}')

    assert f'"""\n{escaped}\n"""\ntype Query' in sdl
    assert 'x("a \\"b\\"" y: Int): Int' in sdl


def test_the_schemas_own_description_and_tags_survive():
    sdl = supergraph('"All of it" schema @tag(name: "x") { query: Query } type Query { x: Int }')

    assert sdl.startswith('"""All of it"""\nschema\n')
    assert '\n  @tag(name: "x")\n{' in sdl


def test_an_executable_directive_needs_to_be_known_everywhere():
    both = "directive @both(a: Int, b: Int) repeatable on FIELD | OBJECT | QUERY "
    one = "directive @one on FIELD "
    sdl = supergraph(
        f"{both}{one}{Q}", "directive @both(a: Int) repeatable on FIELD type T { a: Int }"
    )

    assert "directive @both(a: Int) repeatable on FIELD\n" in sdl
    assert "@one" not in sdl


def test_a_type_without_fields_of_its_own_is_no_type_of_the_supergraph():
    found = elements(supergraph(Q, "type T { a: Int }"))

    assert "Mutation" not in found


def test_directives_that_every_gateway_brings_are_not_merged():
    sdl = supergraph("directive @defer(label: String) on INLINE_FRAGMENT type Query { x: Int }")

    assert "@defer" not in sdl
