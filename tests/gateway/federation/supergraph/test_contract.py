"""A variant for one audience: the fields and types that bear its tag, and what they need."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema, parse, print_schema

from gateway.federation.errors import SupergraphError
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.contract import contract_of
from gateway.federation.supergraph.reader import served_supergraph

HEAD = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION)
  @link(url: "https://specs.apollo.dev/tag/v0.3") { query: Query }
enum join__Graph { A @join__graph(name: "a", url: "http://a") }
"""
SDL = (
    HEAD
    + """
type Query @join__type(graph: A) {
  order(id: ID!, look: Look): Order @tag(name: "partner")
  things: [Thing] @tag(name: "partner")
  secret: Secret @tag(name: "partner")
  staff: Int
}
type Order implements Node & Priced @join__type(graph: A, key: "id") @tag(name: "partner")
  @join__implements(graph: A, interface: "Node") @join__implements(graph: A, interface: "Priced") {
  id: ID!
  state: State!
  hidden: Int @inaccessible
  customer: Customer
  audit: Audit
  price: Int
}
interface Node @join__type(graph: A) { id: ID! }
interface Priced @join__type(graph: A) @tag(name: "partner") { price: Int }
type Offer implements Priced @join__type(graph: A)
  @join__implements(graph: A, interface: "Priced") { price: Int margin: Int }
type Customer @join__type(graph: A, key: "id") {
  id: ID!
  name: String @tag(name: "partner") @tag(name: "public")
  phone: String
}
type Audit @join__type(graph: A) { entry: String }
type Secret @join__type(graph: A) { deeper: Audit @tag(name: "partner") }
union Thing @join__type(graph: A) @join__unionMember(graph: A, member: "Order")
  @join__unionMember(graph: A, member: "Audit") = Order | Audit
enum State @join__type(graph: A) { OPEN @join__enumValue(graph: A) SHUT @join__enumValue(graph: A) }
input Look @join__type(graph: A) { by: By deep: Depth }
input Depth @join__type(graph: A) { levels: Int }
enum By @join__type(graph: A) { NAME @join__enumValue(graph: A) }
scalar Unused @join__type(graph: A)
"""
)


def _schema(tag: str = "partner", sdl: str = SDL) -> GraphQLSchema:
    return api_schema(contract_of(parse(sdl), tag))


def _fields(type_name: str) -> list[str]:
    return list(_schema().type_map[type_name].fields)  # type: ignore[attr-defined] # objects only


def test_of_a_type_that_bears_the_tag_all_fields_are_in():
    assert _fields("Order") == ["id", "state", "customer", "price"]


def test_of_another_type_the_fields_that_bear_it():
    assert _fields("Customer") == ["name"]


def test_a_field_that_leads_to_nothing_shown_is_out_with_all_that_leads_to_it():
    names = _schema().type_map
    assert "Audit" not in names
    assert "Secret" not in names
    assert _fields("Query") == ["order", "things"]


def test_what_an_interface_shows_its_types_show():
    assert _fields("Offer") == ["price"]
    assert "Node" not in _schema().type_map


def test_leaves_and_inputs_are_in_where_they_are_used():
    names = _schema().type_map
    assert {"State", "Look", "Depth", "By"} <= names.keys()
    assert "Unused" not in names


def test_a_unions_members_that_are_out_are_not_in_it():
    assert "union Thing = Order\n" in print_schema(_schema())


def test_what_was_inaccessible_stays_so():
    assert "hidden" not in _fields("Order")


def test_the_planner_knows_what_is_hidden_too():
    supergraph = served_supergraph(contract_of(parse(SDL), "partner"), SDL)
    assert supergraph.types["Audit"].is_inaccessible
    assert supergraph.types["Customer"].fields["phone"].is_inaccessible


@pytest.mark.parametrize("tag", ["nobody", "public"])
def test_an_audience_for_whom_there_is_no_query_is_refused(tag: str):
    with pytest.raises(SupergraphError, match="no query of the supergraph bears"):
        contract_of(parse(SDL), tag)


def test_a_renamed_tag_is_meant_all_the_same():
    renamed = SDL.replace('tag/v0.3"', 'tag/v0.3", as: "label"').replace("@tag(", "@label(")
    assert print_schema(_schema(sdl=renamed)) == print_schema(_schema())
