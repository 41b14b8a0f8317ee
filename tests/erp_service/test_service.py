from pathlib import Path

import httpx

from erp_service.service import open_service
from tests.databases.kinds import Databases

WORLD = """
erp:
  calendar: {businessDays: [MON], holidays: []}
  replenishmentLeadDays: 20
  transitBusinessDays: {DE: 1}
  taxRates: {DE: {STANDARD: "19"}}
  warehouses:
    - {code: BER, name: Berlin, country: DE, timeZone: Europe/Berlin, cutOff: "14:00"}
  priceLists: []
  items: [{sku: PUMP-100}]
"""
QUERY = """{ warehouses { code cutOffTime } _entities(representations: [
  {__typename: "Product", sku: "PUMP-100"}, {__typename: "Product", sku: "NO"}]) { ... on Product { sku item { orderMultiple } } } }"""


async def test_the_subgraph_answers_warehouses_and_items(tmp_path: Path, databases: Databases):
    file = tmp_path / "world.yaml"
    file.write_text(WORLD)
    app = await open_service(databases.at(tmp_path / "erp.db"), file)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://erp") as client,
    ):
        answer = (await client.post("/graphql", json={"query": QUERY})).json()
    assert answer == {
        "data": {
            "warehouses": [{"code": "BER", "cutOffTime": "14:00"}],
            "_entities": [
                {"sku": "PUMP-100", "item": {"orderMultiple": "1"}},
                {"sku": "NO", "item": None},
            ],
        }
    }
