"""What the demo says when a program does not answer as it should."""

import httpx
import pytest

from chassis.errors import InputError
from gateway.endpoint import Endpoint, http_client


async def ask(response: httpx.Response) -> dict[str, object]:
    transport = httpx.MockTransport(lambda _: response)
    async with httpx.AsyncClient(transport=transport) as client:
        return await Endpoint("CRM", "http://crm.example/", client).ask("{ __typename }")


async def test_the_data_of_an_answer_is_given():
    assert await ask(httpx.Response(200, json={"data": {"a": 1}})) == {"a": 1}


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(404, text="not here"), "does not speak GraphQL (status 404)"),
        (httpx.Response(200, json=[1]), "does not speak GraphQL"),
        (httpx.Response(200, json={"errors": ["?"]}), "does not speak GraphQL"),
        (httpx.Response(200, json={"errors": [{"message": "no token"}]}), "no token"),
    ],
)
async def test_any_other_answer_is_told(response: httpx.Response, message: str):
    with pytest.raises(InputError) as refused:
        await ask(response)
    assert message in str(refused.value)
    assert str(refused.value).startswith("CRM: http://crm.example/")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "127.0.0.1", "http://[", "ftp://x"])
async def test_an_address_where_nothing_answers_is_told(url: str):
    async with http_client() as client:
        with pytest.raises(InputError) as refused:
            await Endpoint("gateway", url, client).ask("{ __typename }")
    assert str(refused.value).startswith(f"gateway: nothing answers at {url} (")
    assert "\n" not in str(refused.value)
