"""The demo's operations are valid against the schemas that are published."""

import pytest
from graphql import parse, validate

from crm_service.schema import schema as crm
from erp_service.schema import schema as erp
from gateway.demo import operations
from gateway.federation.supergraph.api_schema import api_schema
from gateway.packaged_schema import SUPERGRAPH

DIRECT = {"QUOTE_IN_THE_CRM": crm, "ORDER_IN_THE_ERP": erp}
TEXTS = {name: text for name, text in vars(operations).items() if name.isupper()}


@pytest.mark.parametrize("name", sorted(TEXTS.keys() - DIRECT.keys()))
def test_it_is_valid_at_the_gateway(name: str):
    schema = api_schema(SUPERGRAPH.read_text(encoding="utf-8"))
    assert validate(schema, parse(TEXTS[name])) == []


@pytest.mark.parametrize("name", sorted(DIRECT))
def test_it_is_valid_at_its_service(name: str):
    assert validate(DIRECT[name]._schema, parse(TEXTS[name])) == []
