"""What the gateway asks the process for by key."""

from tests.gateway.orders.operations import place
from tests.gateway.orders.world import World, k2

ENTITIES = """
query E($representations: [_Any!]!) { _entities(representations: $representations) {
  __typename
  ... on Order { id status }
  ... on Customer {
    id orders(first: 1) { totalCount edges { node { id } } pageInfo { hasNextPage } }
    audit(first: 1) { edges { node { entityType } } }
  }
} }
"""


async def test_orders_and_customers_are_found_by_key(world: World):
    first = await place(world, **k2("VALVE-20", "1", "entities-1"))
    await place(world, **k2("VALVE-20", "1", "entities-2"))
    order_id = first["order"]["id"]
    asked = [
        {"__typename": "Order", "id": order_id},
        {"__typename": "Order", "id": "ord_nothing"},
        {"__typename": "Customer", "id": "cus_k2"},
    ]
    found = (await world.ask(ENTITIES, representations=asked))["_entities"]
    assert found[:2] == [{"__typename": "Order", "id": order_id, "status": "CONFIRMED"}, None]
    assert found[2] == {
        "__typename": "Customer",
        "id": "cus_k2",
        "orders": {
            "totalCount": 2,
            "edges": [{"node": {"id": order_id}}],
            "pageInfo": {"hasNextPage": True},
        },
        "audit": {"edges": [{"node": {"entityType": "Partner"}}]},
    }
