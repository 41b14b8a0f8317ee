"""Names and lists where federation 2 wants a string."""

from tests.gateway.federation.composition.harness import refusals, upgraded


def test_a_bare_name_is_a_field_set():
    assert 'key: "id"' in upgraded("type Query { t: T } type T @key(fields: id) { id: ID! }")["T"]


def test_a_list_of_names_is_a_field_set():
    sdl = 'type Query { t: T } type T @key(fields: ["id", "no"]) { id: ID! no: Int }'

    assert 'key: "id no"' in upgraded(sdl)["T"]


def test_in_federation_2_a_bare_name_is_no_string():
    link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'

    assert refusals(f"{link} type Query {{ t: T }} type T @key(fields: id) {{ id: ID! }}") == [
        "KEY_INVALID_FIELDS_TYPE"
    ]
