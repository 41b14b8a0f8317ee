"""How much processor time one execution takes, without any network.

Run it as ``python -m tests.bench.execution``. The operation has the shape of the public gateway
benchmark: five levels over four subgraphs, an answer of some 80 KB. Replies are canned. For
scale, the last row decodes the answer and encodes it again, which no gateway can avoid.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec

from gateway.federation.execution.compile import compile_plan
from gateway.federation.execution.run import PlanRun
from tests.gateway.federation.execution.subgraphs import Subgraphs, World

_JOINS = """
enum join__Graph {
  ACCOUNTS @join__graph(name: "accounts", url: "http://accounts")
  PRODUCTS @join__graph(name: "products", url: "http://products")
  REVIEWS @join__graph(name: "reviews", url: "http://reviews")
  INVENTORY @join__graph(name: "inventory", url: "http://inventory")
}
type Query @join__type(graph: ACCOUNTS) @join__type(graph: PRODUCTS) {
  users: [User] @join__field(graph: ACCOUNTS)
  topProducts: [Product] @join__field(graph: PRODUCTS)
}
type User @join__type(graph: ACCOUNTS, key: "id") @join__type(graph: REVIEWS, key: "id") {
  id: ID!
  username: String @join__field(graph: ACCOUNTS) @join__field(graph: REVIEWS)
  name: String @join__field(graph: ACCOUNTS)
  reviews: [Review] @join__field(graph: REVIEWS)
}
type Review @join__type(graph: REVIEWS, key: "id") {
  id: ID! body: String author: User product: Product
}
type Product @join__type(graph: PRODUCTS, key: "upc") @join__type(graph: REVIEWS, key: "upc")
  @join__type(graph: INVENTORY, key: "upc") {
  upc: String!
  name: String @join__field(graph: PRODUCTS)
  price: Int @join__field(graph: PRODUCTS) @join__field(graph: INVENTORY, external: true)
  weight: Int @join__field(graph: PRODUCTS) @join__field(graph: INVENTORY, external: true)
  inStock: Boolean @join__field(graph: INVENTORY)
  shippingEstimate: Int @join__field(graph: INVENTORY, requires: "price weight")
  reviews: [Review] @join__field(graph: REVIEWS)
}
"""
_SCHEMA = """
type Query { users: [User] topProducts: [Product] }
type User { id: ID! username: String name: String reviews: [Review] }
type Review { id: ID! body: String author: User product: Product }
type Product { upc: String! name: String price: Int weight: Int inStock: Boolean
  shippingEstimate: Int reviews: [Review] }
"""
HEAVY = """
fragment U on User { id username name }
fragment R on Review { id body }
fragment P on Product { inStock name price shippingEstimate upc weight }
query Heavy {
  users { ...U reviews { ...R product { ...P reviews { ...R author { ...U
    reviews { ...R product { ...P } } } } } } }
  topProducts { ...P reviews { ...R author { ...U reviews { ...R product { ...P } } } } }
}
"""
LIGHT = "{ topProducts { upc name inStock reviews { id author { id name } } } }"


def main() -> None:
    """Print microseconds of processor time for each case."""
    world = make_world()
    for name, text in (("heavy", HEAVY), ("light", LIGHT)):
        compiled = world.compile(text)
        canned: dict[bytes, bytes] = {}
        body = _run(compiled, lambda sent, known=canned: _canned(world, known, sent))
        print(f"{name}: {len(canned)} calls, {len(body)} bytes")
        _print("compile", lambda c=compiled: compile_plan(c.plan, c.supergraph))
        _print("typed", lambda c=compiled, known=canned: _run(c, known.__getitem__))
        compiled.is_always_careful = True
        _print("careful", lambda c=compiled, known=canned: _run(c, known.__getitem__))
        _print("decode and encode", lambda b=body: msgspec.json.encode(msgspec.json.decode(b)))


def make_world() -> World:
    """Eight users and five products with reviews that go round in circles."""
    users: list[dict[str, Any]] = [
        {"__typename": "User", "id": f"{n}", "username": f"user{n}", "name": f"Name of {n}"}
        for n in range(6)
    ]
    products: list[dict[str, Any]] = [
        {"__typename": "Product", "upc": f"{n}", "name": f"Product {n}", "price": 100 * n}
        | {"weight": n, "inStock": n % 2 == 0, "shippingEstimate": 10 * n}
        for n in range(5)
    ]
    reviews: list[dict[str, Any]] = [
        {"__typename": "Review", "id": f"{n}", "body": f"What I think of it, number {n}"}
        | {"author": users[n % 6], "product": products[(n * 7 + n // 6) % 5]}
        for n in range(18)
    ]
    for user in users:
        user["reviews"] = [review for review in reviews if review["author"] is user]
    for product in products:
        product["reviews"] = [review for review in reviews if review["product"] is product]
    data = {"users": users, "topProducts": products[:3]}
    return World(_JOINS, Subgraphs(_SCHEMA, data, [*users, *products, *reviews]))


def _canned(world: World, known: dict[bytes, bytes], sent: bytes) -> bytes:
    known[sent] = world.subgraphs.answer(sent)
    return known[sent]


def _run(compiled: Any, send: Callable[[bytes], bytes]) -> bytes:
    run = PlanRun(compiled)
    while upcoming := run.ready():
        for prepared in upcoming:
            run.receive(prepared.fetch_id, send(prepared.body))
    return run.answer()


def _print(name: str, action: Callable[[], object]) -> None:
    best = min(_seconds(action) for _ in range(5))
    print(f"  {name:20} {best * 1e6:9.0f} µs")


def _seconds(action: Callable[[], object], repeats: int = 20) -> float:
    started = time.process_time()
    for _ in range(repeats):
        action()
    return (time.process_time() - started) / repeats


if __name__ == "__main__":
    main()
