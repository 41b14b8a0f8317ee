"""Step 2 of a call: finding products, in whichever language."""

from typing import Any

import pytest

from tests.crm_service.conftest import Crm

SEARCH = "query ($search: String, $filter: ProductFilter) { products(search: $search, filter: $filter) { edges { node { sku } } totalCount } }"


async def found(crm: Crm, **variables: Any) -> list[str]:
    answer = await crm.data(SEARCH, **variables)
    skus = [edge["node"]["sku"] for edge in answer["products"]["edges"]]
    assert answer["products"]["totalCount"] == len(skus)
    return skus


@pytest.mark.parametrize(
    ("search", "skus"),
    [
        ("pump", ["PUMP-100"]),
        ("UMWÄLZ", ["PUMP-100"]),
        ("flange", ["PUMP-100"]),
        ("ring 5", ["SEAL-5"]),
        ("valve ring", []),
        ("100%", []),
        ("", ["PUMP-100", "SEAL-5", "VALVE-20"]),
    ],
)
async def test_every_word_of_a_search_occurs_in_sku_name_or_description(
    crm: Crm, search: str, skus: list[str]
):
    assert await found(crm, search=search) == skus


@pytest.mark.parametrize(
    ("wanted", "skus"),
    [
        ({"categoryId": "cat_parts"}, ["SEAL-5", "VALVE-20"]),
        ({"categoryId": "cat_all"}, ["PUMP-100", "SEAL-5", "VALVE-20"]),
        ({"attribute": "size"}, ["VALVE-20"]),
        ({"attribute": "size", "attributeValue": "30 mm"}, []),
        ({"published": False}, ["OLD-1"]),
        ({"published": None}, ["OLD-1", "PUMP-100", "SEAL-5", "VALVE-20"]),
    ],
)
async def test_a_filter_takes_a_branch_of_the_catalogue_an_attribute_or_unpublished_ones(
    crm: Crm, wanted: dict[str, Any], skus: list[str]
):
    assert await found(crm, filter=wanted) == skus


async def test_a_product_speaks_the_wanted_language_and_else_english(crm: Crm):
    answer = await crm.data(
        """{ product(sku: "PUMP-100") {
          name de: name(language: "de-AT") fr: name(language: "fr") shortDescription(language: "de")
          category { name(language: "de") parent { id parent { id } } } attributes { name value } images published
        } }"""
    )
    assert answer["product"] == {
        "name": "Circulation pump 100",
        "de": "Umwälzpumpe 100",
        "fr": "Circulation pump 100",
        "shortDescription": "100 W, Flansch DN 40",
        "category": {"name": "Pumpen", "parent": {"id": "cat_all", "parent": None}},
        "attributes": [{"name": "power", "value": "100 W"}],
        "images": [],
        "published": True,
    }


async def test_pages_follow_one_another_without_gap_or_double(crm: Crm):
    query = "query ($after: String) { products(first: 2, after: $after) { edges { cursor node { sku } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"
    first = (await crm.data(query))["products"]
    second = (await crm.data(query, after=first["pageInfo"]["endCursor"]))["products"]
    assert [edge["node"]["sku"] for edge in first["edges"]] == ["PUMP-100", "SEAL-5"]
    assert [edge["node"]["sku"] for edge in second["edges"]] == ["VALVE-20"]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (
        False,
        True,
    )


@pytest.mark.parametrize("arguments", ["first: 0", "first: 101", 'after: "nonsense"'])
async def test_a_page_that_cannot_be_is_refused(crm: Crm, arguments: str):
    answer = await crm.ask(f"{{ products({arguments}) {{ edges {{ cursor }} }} }}")
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
