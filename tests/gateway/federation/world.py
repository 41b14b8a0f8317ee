"""A small shop cut into four subgraphs, once as a supergraph and once as one schema with data.

The naive executor below runs any plan over plain dictionaries: it is the planner's oracle, so it
shares no code with the executor of the gateway.
"""

from typing import Any

from graphql import build_schema, graphql_sync, parse

from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.language.response_path import EachItem, Key, OnType, ResponsePath
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.plan.nodes import Fetch, QueryPlan
from gateway.federation.planner.normalise import normalise
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.reader import read_supergraph

SUPERGRAPH = """
schema { query: Query mutation: Mutation }
enum join__Graph {
  ACCOUNTS @join__graph(name: "accounts", url: "http://accounts")
  PRODUCTS @join__graph(name: "products", url: "http://products")
  REVIEWS @join__graph(name: "reviews", url: "http://reviews")
  STOCK @join__graph(name: "stock", url: "http://stock")
}
type Query
  @join__type(graph: ACCOUNTS) @join__type(graph: PRODUCTS) @join__type(graph: REVIEWS)
  @join__type(graph: STOCK) {
  me: User @join__field(graph: ACCOUNTS)
  top(first: Int = 2): [Product!]! @join__field(graph: PRODUCTS)
  things: [Thing!]! @join__field(graph: PRODUCTS)
  anything: [Any!]! @join__field(graph: PRODUCTS)
  shared: Shared @join__field(graph: PRODUCTS) @join__field(graph: STOCK)
}
type Mutation @join__type(graph: ACCOUNTS) @join__type(graph: REVIEWS) {
  rename(name: String!): User @join__field(graph: ACCOUNTS)
  review(body: String!): Review @join__field(graph: REVIEWS)
}
type Shared @join__type(graph: PRODUCTS) @join__type(graph: STOCK) {
  left: Int @join__field(graph: PRODUCTS)
  both: Int
  right: Int @join__field(graph: STOCK)
}
type User @join__type(graph: ACCOUNTS, key: "id") @join__type(graph: REVIEWS, key: "id") {
  id: ID!
  name: String @join__field(graph: ACCOUNTS) @join__field(graph: REVIEWS, external: true)
  reviews: [Review!] @join__field(graph: REVIEWS)
}
type Review @join__type(graph: REVIEWS, key: "id") {
  id: ID!
  body: String
  author: User @join__field(graph: REVIEWS, provides: "name")
  writer: User
  product: Product
}
interface Thing @join__type(graph: PRODUCTS) @join__type(graph: STOCK) {
  upc: ID! @join__field(graph: PRODUCTS)
  inStock: Boolean @join__field(graph: STOCK)
}
union Any @join__type(graph: PRODUCTS)
  @join__unionMember(graph: PRODUCTS, member: "Product")
  @join__unionMember(graph: PRODUCTS, member: "Service") = Product | Service
type Product implements Thing
  @join__implements(graph: PRODUCTS, interface: "Thing")
  @join__implements(graph: STOCK, interface: "Thing")
  @join__type(graph: PRODUCTS, key: "upc") @join__type(graph: REVIEWS, key: "upc")
  @join__type(graph: STOCK, key: "upc") {
  upc: ID!
  name(language: String): String @join__field(graph: PRODUCTS)
  price: Int @join__field(graph: PRODUCTS) @join__field(graph: STOCK, external: true)
  weight: Int @join__field(graph: PRODUCTS) @join__field(graph: STOCK, external: true)
  inStock: Boolean @join__field(graph: STOCK)
  shipping: Int @join__field(graph: STOCK, requires: "price weight")
  reviews: [Review!] @join__field(graph: REVIEWS)
}
type Service implements Thing
  @join__implements(graph: PRODUCTS, interface: "Thing")
  @join__type(graph: PRODUCTS, key: "upc") @join__type(graph: STOCK, key: "upc") {
  upc: ID!
  hours: Int @join__field(graph: PRODUCTS)
  inStock: Boolean @join__field(graph: STOCK)
}
"""

MONOLITH = build_schema(
    """
    type Query { me: User top(first: Int = 2): [Product!]! things: [Thing!]! anything: [Any!]!
                 shared: Shared }
    type Mutation { rename(name: String!): User review(body: String!): Review }
    type Shared { left: Int both: Int right: Int }
    type User { id: ID! name: String reviews: [Review!] }
    type Review { id: ID! body: String author: User writer: User product: Product }
    interface Thing { upc: ID! inStock: Boolean }
    union Any = Product | Service
    type Product implements Thing { upc: ID! name(language: String): String price: Int weight: Int
                                    inStock: Boolean shipping: Int reviews: [Review!] }
    type Service implements Thing { upc: ID! hours: Int inStock: Boolean }
    """
)


def _data() -> dict[str, Any]:
    users = [{"__typename": "User", "id": f"u{n}", "name": f"User {n}"} for n in range(2)]
    products: list[dict[str, Any]] = [
        {
            "__typename": "Product",
            "upc": f"p{n}",
            "price": 10 * n,
            "weight": n,
            "inStock": n % 2 == 0,
            "shipping": 10 * n + n,
            "name": lambda _info, n=n, language="en": f"Product {n} {language}",
            "reviews": [],
        }
        for n in range(3)
    ]
    service = {"__typename": "Service", "upc": "s0", "hours": 8, "inStock": None}
    reviews = [
        {"__typename": "Review", "id": f"r{n}", "body": f"Body {n}", "author": users[n % 2]}
        | {"writer": users[n % 2], "product": products[n % 3]}
        for n in range(4)
    ]
    for user in users:
        user["reviews"] = [review for review in reviews if review["author"] is user]
    for product in products:
        product["reviews"] = [review for review in reviews if review["product"] is product]
    return {
        "me": users[0],
        "top": lambda _info, first=2: products[:first],
        "things": [products[0], service, products[1]],
        "anything": [service, products[2]],
        "shared": {"left": 1, "both": 2, "right": 3},
        "rename": lambda _info, name: users[0] | {"name": name},
        "review": lambda _info, body: reviews[0] | {"body": body},
        "entities": [*users, *products, service, *reviews],
    }


PLANNER = Planner.of(read_supergraph(SUPERGRAPH))


def plan(text: str) -> QueryPlan:
    return PLANNER.plan(operation_from_ast(parse(text)))


def show(text: str) -> list[str]:
    """Each fetch on a line: number, what it waits for, subgraph, place, text."""
    return [
        f"{fetch.id} after {list(fetch.after)} {fetch.subgraph} "
        f"{'.'.join(str(step) for step in fetch.path)}: {fetch.operation_text}"
        for fetch in plan(text).fetches
    ]


def answer_by_plan(text: str, variables: dict[str, Any] | None = None) -> Any:
    """Execute the plan over the shop's data, and cut the answer to what the client selected."""
    planned, data = plan(text), _data()
    merged: dict[str, Any] = {}
    for fetch in planned.fetches:
        if fetch.condition.holds(variables or {}):
            _execute(fetch, merged, data, variables or {})
    normal = normalise(planned.operation, PLANNER.supergraph)
    return _project(normal.selections, merged, variables or {})


def answer_of_the_monolith(text: str, variables: dict[str, Any] | None = None) -> Any:
    """What graphql-core says over the one schema."""
    result = graphql_sync(MONOLITH, text, _data(), variable_values=variables)
    assert result.errors is None, result.errors
    return result.data


def _execute(
    fetch: Fetch, merged: dict[str, Any], data: dict[str, Any], variables: dict[str, Any]
) -> None:
    if fetch.requires is None:
        _read(fetch.selections, data, merged, variables)
        return
    for target in _targets(merged, fetch.path):
        (fragment,) = fetch.requires
        sent = _represent(fragment.selections, target)
        entity = next(
            each
            for each in data["entities"]
            if each["__typename"] == fragment.type_condition
            and all(each.get(key) == value for key, value in sent.items())
        )
        (selected,) = fetch.selections
        _read(selected.selections, entity, target, variables)


def _read(
    selections: SelectionSet, source: Any, target: dict[str, Any], variables: dict[str, Any]
) -> None:
    for selection in selections:
        if not isinstance(selection, Field):
            if source["__typename"] == selection.type_condition:
                _read(selection.selections, source, target, variables)
        elif selection.condition.holds(variables):
            value = source.get(selection.name)
            if callable(value):
                arguments = {
                    each.name: _literal(each.text, variables) for each in selection.arguments
                }
                value = value(None, **arguments)
            known = target.get(selection.response_key)
            target[selection.response_key] = _copy(selection.selections, value, known, variables)


def _copy(selections: SelectionSet, value: Any, known: Any, variables: dict[str, Any]) -> Any:
    if isinstance(value, list):
        olds = known or [None] * len(value)
        return [
            _copy(selections, item, old, variables) for item, old in zip(value, olds, strict=True)
        ]
    if not selections or value is None:
        return value
    copied = known if known is not None else {}
    _read(selections, value, copied, variables)
    return copied


def _literal(text: str, variables: dict[str, Any]) -> Any:
    if text.startswith("$"):
        return variables[text[1:]]
    return text.strip('"') if text.startswith('"') else int(text)


def _targets(data: Any, path: ResponsePath) -> list[Any]:
    targets = [data]
    for step in path:
        match step:
            case Key(name):
                targets = [target.get(name) for target in targets]
            case EachItem():
                targets = [item for target in targets for item in target]
            case OnType(names):
                targets = [target for target in targets if target["__typename"] in names]
        targets = [target for target in targets if target is not None]
    return targets


def _represent(selections: SelectionSet, target: dict[str, Any]) -> dict[str, Any]:
    return {field.name: target[field.response_key] for field in selections}


def _project(selections: SelectionSet, value: Any, variables: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_project(selections, item, variables) for item in value]
    if value is None or not selections:
        return value
    answer: dict[str, Any] = {}
    for selection in selections:
        if isinstance(selection, Field):
            if selection.condition.holds(variables) and selection.response_key in value:
                inner = _project(selection.selections, value[selection.response_key], variables)
                answer.setdefault(selection.response_key, inner)
        elif value["__typename"] == selection.type_condition:
            answer |= _project(selection.selections, value, variables)
    return answer
