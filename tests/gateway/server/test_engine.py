"""The whole door: HTTP in, two subgraphs in process, one answer out."""

from __future__ import annotations

import httpx
import msgspec
from graphql import build_schema, graphql

from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.reader import read_supergraph
from gateway.server.app import GatewayParts, gateway_app
from gateway.server.engine import EngineExecutor
from gateway.server.identity import IdentitySeam
from gateway.server.pipeline import Pipeline
from gateway.subgraphs.in_process import InProcessSubgraphClient
from tests.gateway.server.conftest import OPEN

SUPERGRAPH = """
schema @link(url: "https://specs.apollo.dev/link/v1.0")
  @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on OBJECT
directive @join__field(graph: join__Graph) repeatable on FIELD_DEFINITION
directive @link(url: String, as: String, for: link__Purpose) repeatable on SCHEMA
scalar join__FieldSet
enum link__Purpose { SECURITY EXECUTION }
enum join__Graph {
  CRM @join__graph(name: "crm", url: "http://crm.example")
  ERP @join__graph(name: "erp", url: "http://erp.example")
}
type Query @join__type(graph: CRM) @join__type(graph: ERP) {
  customer(id: ID!): Customer @join__field(graph: CRM)
}
type Customer @join__type(graph: CRM, key: "id") @join__type(graph: ERP, key: "id") {
  id: ID!
  name: String @join__field(graph: CRM)
  credit: String @join__field(graph: ERP)
}
"""
CRM = build_schema(
    "type Query { customer(id: ID!): Customer } type Customer { id: ID! name: String }"
)
ERP = build_schema("""
scalar _Any union _Entity = Customer type Customer { id: ID! credit: String }
type Query { _entities(representations: [_Any!]!): [_Entity]! }
""")


async def crm(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    del headers
    return await answer(CRM, body, {"customer": lambda _, id: {"id": id, "name": "Nord AG"}})  # noqa: A006 - the field's argument


async def erp(body: bytes, headers: tuple[tuple[str, str], ...]) -> bytes:
    del headers
    return await answer(
        ERP,
        body,
        {
            "_entities": lambda _, representations: [
                {**r, "credit": "10.00"} for r in representations
            ]
        },
    )


async def answer(schema: object, body: bytes, root: dict[str, object]) -> bytes:
    asked = msgspec.json.decode(body)
    result = await graphql(schema, asked["query"], root, variable_values=asked.get("variables"))
    return msgspec.json.encode(result.formatted)


async def test_one_query_reads_both_subgraphs():
    supergraph, schema = read_supergraph(SUPERGRAPH), api_schema(SUPERGRAPH)
    clients = {"crm": InProcessSubgraphClient(crm), "erp": InProcessSubgraphClient(erp)}
    identity = IdentitySeam("a-secret-of-more-than-thirty-two-characters", allows_anonymous=True)
    executor = EngineExecutor(supergraph, schema, clients)
    app = gateway_app(
        GatewayParts(Pipeline(schema, Planner.of(supergraph), executor, identity), identity, OPEN)
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://door"
    ) as door:
        query = (
            "query($id: ID!) { customer(id: $id) { credit name } __schema { queryType { name } } }"
        )
        asked = {"query": query, "variables": {"id": "cus_1"}}
        found = await door.post("/graphql", json=asked)
    assert found.text == (
        '{"data":{"customer":{"credit":"10.00","name":"Nord AG"},'
        '"__schema":{"queryType":{"name":"Query"}}}}'
    )
