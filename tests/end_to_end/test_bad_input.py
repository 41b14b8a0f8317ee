"""Bad input gets a clear answer and leaves nothing behind."""

import itertools
from typing import Any

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.operations import PLACE, k2
from tests.end_to_end.stack import Stack

EVERYTHING = """
{
  orders(first: 100) { edges { node { id } } }
  quotes(first: 100) { edges { node { id } } }
  customers(first: 100) { edges { node { id } } }
}
"""
NEW = {
    "kind": "COMPANY",
    "legalName": "Neu GmbH",
    "taxId": "DE111111111",
    "street": "Weg",
    "postalCode": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, all_databases: Databases) -> Any:
    with Stack(tmp_path_factory.mktemp("bad-input"), databases=all_databases) as running:
        yield running


def inventory(stack: Stack) -> dict[str, list[str]]:
    found = stack.ask(EVERYTHING)
    return {name: [edge["node"]["id"] for edge in each["edges"]] for name, each in found.items()}


keys = itertools.count()


def new_customer(**line: object) -> dict[str, object]:
    order = k2("VALVE-20", "1", f"bad-input-{next(keys):04}", customer={"new": NEW})
    return {**order, "lines": [{"sku": "VALVE-20", "quantity": "1", **line}]}


BUSINESS = {
    "an unknown sku": (new_customer(sku="NOPE-1"), "NOT_FOUND"),
    "quantity zero": (new_customer(quantity="0"), "INVALID"),
    "a negative quantity": (new_customer(quantity="-1"), "INVALID"),
    "half a piece": (new_customer(quantity="1.5"), "INVALID"),
    "a past date in the ship-to's zone": (
        {**new_customer(), "requestedDeliveryDate": "2026-03-01"},
        "INVALID",
    ),
    "an unknown customer": (
        k2("VALVE-20", "1", "bad-customer-1", customer={"id": "cus_nobody"}),
        "NOT_FOUND",
    ),
    "a known and a new customer at once": (
        k2("VALVE-20", "1", "bad-customer-2", customer={"id": "cus_k2", "new": NEW}),
        "INVALID",
    ),
    "a reference longer than the ERP keeps": (
        {**new_customer(), "customerReference": "x" * 201},
        "INVALID",
    ),
    "a name with a NUL": (
        k2("VALVE-20", "1", "bad-customer-3", customer={"new": {**NEW, "city": "Ber\0lin"}}),
        "INVALID",
    ),
    "no line": ({**new_customer(), "lines": []}, "INVALID"),
    "501 lines": (
        {**new_customer(), "lines": [{"sku": "SEAL-5", "quantity": "1"}] * 501},
        "INVALID",
    ),
    "an empty idempotency key": ({**new_customer(), "idempotencyKey": ""}, "INVALID"),
    "a short idempotency key": ({**new_customer(), "idempotencyKey": "1234567"}, "INVALID"),
    "a long idempotency key": ({**new_customer(), "idempotencyKey": "k" * 129}, "INVALID"),
}


@pytest.mark.parametrize("what", BUSINESS)
def test_a_request_that_makes_no_sense_is_refused_with_code_and_path(shared: Stack, what: str):
    order, code = BUSINESS[what]
    before = inventory(shared)
    payload = shared.ask(PLACE, {"input": order})["placeOrder"]
    assert (payload["outcome"], payload["order"]) == ("REFUSED", None)
    assert code in {error["code"] for error in payload["userErrors"]}
    assert all(error["message"] for error in payload["userErrors"])
    assert inventory(shared) == before


MALFORMED = {
    "a quantity that is no number": {**new_customer(quantity="abc")},
    "a wrong variable type": {**new_customer(), "lines": "VALVE-20"},
    "an unknown input field": {**new_customer(), "colour": "red"},
    "no idempotency key": {
        key: value for key, value in new_customer().items() if key != "idempotencyKey"
    },
}


@pytest.mark.parametrize("what", MALFORMED)
def test_variables_that_do_not_fit_the_schema_are_a_request_error(shared: Stack, what: str):
    before = inventory(shared)
    answer = shared.post("gateway", PLACE, {"input": MALFORMED[what]})
    assert "data" not in answer or answer["data"] is None
    assert answer["errors"][0]["message"]
    assert inventory(shared) == before


BODIES = {
    "no JSON": (b"{", 400),
    "no object": (b"[]", 400),
    "more than 1 MiB": (b'{"query": "' + b" " * 2**20 + b'{ __typename }"}', 413),
    "an unknown field": (b'{"query": "{ colour }"}', 400),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_is_no_request_is_refused_by_its_status(shared: Stack, what: str):
    body, status = BODIES[what]
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    answer = shared.client.post(f"{shared.url('gateway')}/graphql", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"]


CUSTOMER_ORDERS = (
    'customer(id: "cus_k2") { orders(first: 5, after: "nonsense") { pageInfo { hasNextPage } } }'
)
ARGUMENTS = {
    "a page of 101": "{ orders(first: 101) { pageInfo { hasNextPage } } }",
    "a negative page": "{ customers(first: -1) { pageInfo { hasNextPage } } }",
    "both directions": "{ orders(first: 1, last: 1) { pageInfo { hasNextPage } } }",
    "a cursor of nobody": '{ quotes(after: "nonsense") { pageInfo { hasNextPage } } }',
    "an empty cursor": '{ orders(after: "W10") { pageInfo { hasNextPage } } }',
    "a nested cursor": f"{{ {CUSTOMER_ORDERS} }}",
    "30 February": '{ product(sku: "VALVE-20") { item { availability(shipTo: "DE", on: "2026-02-30") { on } } } }',
    "a week for a day": '{ product(sku: "VALVE-20") { item { availability(shipTo: "DE", on: "2026-W10-5") { on } } } }',
    "a country of three": '{ product(sku: "VALVE-20") { item { availability(shipTo: "DEU", on: "2026-03-06") { on } } } }',
}


@pytest.mark.parametrize("what", ARGUMENTS)
def test_an_argument_that_means_nothing_is_the_clients_fault(shared: Stack, what: str):
    answer = shared.post("gateway", ARGUMENTS[what], {})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


VALUES = {
    "not a number": new_customer(quantity="NaN"),
    "an exponent": new_customer(quantity="1e3"),
    "a number without quotes": new_customer(quantity=1.5),
    "30 February": {**new_customer(), "requestedDeliveryDate": "2026-02-30"},
}


@pytest.mark.parametrize("what", VALUES)
def test_a_value_that_its_scalar_refuses_is_the_clients_fault(shared: Stack, what: str):
    before = inventory(shared)
    answer = shared.post("gateway", PLACE, {"input": VALUES[what]})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
    assert inventory(shared) == before
