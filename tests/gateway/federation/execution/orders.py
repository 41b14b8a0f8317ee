"""An order whose quote lives in the CRM and whose sales order lives in the ERP, in miniature.

The fetches of ``UNIFIED``: 0 process (the order), 1 CRM (the quote), 2 ERP (the sales order),
3 CRM (the products on its lines).
"""

from typing import Any

from gateway.federation.execution.errors import FetchFailure
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

UNIFIED = """
{ order(id: "o1") {
    status quote { id state note }
    salesOrder { lines { sku product { name text stock } } } } }
"""
DOWN = FetchFailure("the subgraph gave no answer")

_SUPERGRAPH = """
enum join__Graph {
  CRM @join__graph(name: "crm", url: "http://crm")
  ERP @join__graph(name: "erp", url: "http://erp")
  PROCESS @join__graph(name: "process", url: "http://process")
}
type Query @join__type(graph: CRM) @join__type(graph: ERP) @join__type(graph: PROCESS) {
  order(id: ID!): Order @join__field(graph: PROCESS)
  caller: Caller @join__field(graph: CRM)
  operator: Caller! @join__field(graph: CRM)
  party: Party @join__field(graph: CRM)
  pick: Pick @join__field(graph: CRM) @join__field(graph: ERP)
  picks: [Pick!] @join__field(graph: CRM) @join__field(graph: ERP)
}
scalar Json @join__type(graph: CRM)
type Caller @join__type(graph: CRM) {
  name: String! nick: String anything: Json everything: [Json!] lists: [[Caller!]!]
}
union Party @join__type(graph: CRM) @join__unionMember(graph: CRM, member: "Person")
  @join__unionMember(graph: CRM, member: "Company") @join__unionMember(graph: CRM, member: "Ghost")
  = Person | Company | Ghost
type Person @join__type(graph: CRM) { givenName: String }
type Company @join__type(graph: CRM) { legalName: String }
type Ghost @join__type(graph: CRM) @inaccessible { givenName: String }
union Pick @join__type(graph: CRM) @join__type(graph: ERP)
  @join__unionMember(graph: CRM, member: "Bin") @join__unionMember(graph: ERP, member: "Bin")
  @join__unionMember(graph: CRM, member: "Box") @join__unionMember(graph: ERP, member: "Box")
  = Bin | Box
type Bin @join__type(graph: CRM) @join__type(graph: ERP) {
  label: String @join__field(graph: CRM) weight: Int @join__field(graph: ERP) depth: Int
}
type Box @join__type(graph: CRM) @join__type(graph: ERP) {
  label: String @join__field(graph: CRM) weight: Int @join__field(graph: ERP) height: Int
}
type Order @join__type(graph: PROCESS, key: "id") {
  id: ID! status: String! quote: Quote salesOrder: SalesOrder
}
type Quote @join__type(graph: CRM, key: "id")
  @join__type(graph: PROCESS, key: "id", resolvable: false) {
  id: ID!
  state: String! @join__field(graph: CRM)
  note: String @join__field(graph: CRM)
  memo: String @join__field(graph: CRM)
}
type SalesOrder @join__type(graph: ERP, key: "id")
  @join__type(graph: PROCESS, key: "id", resolvable: false) {
  id: ID!
  lines: [Line!]! @join__field(graph: ERP)
  products: [Product!] @join__field(graph: ERP)
}
type Line @join__type(graph: ERP) { sku: ID! product: Product }
type Product @join__type(graph: ERP, key: "sku") @join__type(graph: CRM, key: "sku") {
  sku: ID!
  name: String! @join__field(graph: CRM)
  text: String @join__field(graph: CRM)
  stock: Int @join__field(graph: ERP)
}
"""
_SCHEMA = """
scalar Json
type Query { order(id: ID!): Order caller: Caller operator: Caller! party: Party
  pick: Pick picks: [Pick!] }
type Caller { name: String! nick: String anything: Json everything: [Json!] lists: [[Caller!]!] }
union Party = Person | Company
type Person { givenName: String }
type Company { legalName: String }
union Pick = Bin | Box
type Bin { label: String weight: Int depth: Int }
type Box { label: String weight: Int height: Int }
type Order { id: ID! status: String! quote: Quote salesOrder: SalesOrder }
type Quote { id: ID! state: String! note: String memo: String }
type SalesOrder { id: ID! lines: [Line!]! products: [Product!] }
type Line { sku: ID! product: Product }
type Product { sku: ID! name: String! text: String stock: Int }
"""


def make_world() -> World:
    """One order of three products."""
    products: list[dict[str, Any]] = [
        {"__typename": "Product", "sku": f"s{number}", "name": f"Product {number}"}
        | {"text": f"Text {number}", "stock": number}
        for number in range(3)
    ]
    sales_order = {
        "__typename": "SalesOrder",
        "id": "so1",
        "lines": [{"sku": each["sku"], "product": each} for each in products],
        "products": products,
    }
    quote = {"__typename": "Quote", "id": "q1", "state": "ORDERED", "note": "urgent", "memo": "m"}
    order = {"id": "o1", "status": "CONFIRMED", "quote": quote, "salesOrder": sales_order}
    caller = {"name": "Ada", "nick": "a", "anything": [1], "everything": [2]}
    bin_ = {"__typename": "Bin", "label": "L", "weight": 2, "depth": 3}
    data = {
        "order": order,
        "caller": caller,
        "operator": caller,
        "party": {"__typename": "Person", "givenName": "Ada"},
        "pick": bin_,
        "picks": [bin_, {"__typename": "Box", "label": "M", "weight": 4, "height": 5}],
    }
    entities: list[dict[str, Any]] = [*products, sales_order, quote]
    return World(_SUPERGRAPH, Subgraphs(_SCHEMA, data, entities))


ORDERS = make_world()
