"""An interface object needs an interface that can be entered by its key."""

from tests.gateway.federation.composition.harness import refusals

OLD = """
  type Query { i: I }
  interface I @key(fields: "id") { id: ID! }
  type T implements I @key(fields: "id") { id: ID! }
"""
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@interfaceObject"])'
OBJECT = 'type I @interfaceObject @key(fields: "id") { id: ID! x: Int }'


def test_the_key_of_an_interface_of_federation_1_does_not_serve_an_interface_object():
    assert refusals(OLD, f"{LINK} {OBJECT}") == ["INTERFACE_OBJECT_USAGE_ERROR"]


def test_in_federation_2_it_does():
    assert refusals(f"{LINK} {OLD}", f"{LINK} {OBJECT}") == []
