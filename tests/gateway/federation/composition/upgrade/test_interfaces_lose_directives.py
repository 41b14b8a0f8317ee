"""On interfaces, federation 1 ignored its directives."""

from tests.gateway.federation.composition.harness import upgraded


def test_a_key_an_external_and_a_provision_on_an_interface_have_no_effect():
    found = upgraded("""
      type Query { i: I }
      interface I @key(fields: "id") { id: ID! @external t: T @provides(fields: "x") }
      type T { x: Int }
      type A implements I { id: ID! t: T }
    """)

    assert found["I"] == "interface I @join__type(graph: A)"
    assert found["I.id"] == "id: ID!"
    assert found["I.t"] == "t: T"
