from pathlib import Path

import httpx

from crm_service.schema import schema
from crm_service.service import open_service
from tests.databases.kinds import Databases

FIXTURE = """
crm:
  customers:
    - id: cus_k1
      number: K-10001
      kind: COMPANY
      lifecycle: CUSTOMER
      legalName: Nord AG
      emails: [einkauf@nord.example]
      addresses: [{id: adr_k1, roles: [SHIP_TO], street: Hafenweg, postalCode: "10115", city: Berlin, country: DE}]
"""


async def test_entities_of_a_fixture_are_answered_over_http(tmp_path: Path, databases: Databases):
    file = tmp_path / "w.yaml"
    file.write_text(FIXTURE)
    app = await open_service(databases.at(tmp_path / "crm.db"), file)
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { id displayName addresses { timeZone } } } }"
    asked = [{"__typename": "Customer", "id": "cus_k1"}, {"__typename": "Customer", "id": "cus_x"}]
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://crm") as client,
    ):
        body = {"query": query, "variables": {"r": asked}}
        answer = (await client.post("/graphql", json=body)).json()
    nord = {"id": "cus_k1", "displayName": "Nord AG", "addresses": [{"timeZone": "Europe/Berlin"}]}
    assert answer == {"data": {"_entities": [nord, None]}}


def test_the_schema_links_federation_two_point_three():
    assert "https://specs.apollo.dev/federation/v2.3" in schema.as_str()
