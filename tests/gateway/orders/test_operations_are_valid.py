"""The sample operations, from the first call of a customer to cancelling, fit the composed API."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, parse, validate

from crm_service.schema import schema as crm
from erp_service.schema import schema as erp
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.supergraph.api_schema import api_schema
from gateway.orders.schema.resolvers import SCHEMA as PROCESS

OPERATIONS = Path(__file__).parents[2] / "fixtures" / "operations.graphql"


@pytest.fixture(scope="module")
def api() -> GraphQLSchema:
    subgraphs = {"crm": crm.as_str(), "erp": erp.as_str(), "process": PROCESS.as_str()}
    result = compose(
        [SubgraphDefinition(name, f"http://{name}", sdl) for name, sdl in subgraphs.items()]
    )
    assert result.supergraph_sdl is not None, result.errors
    return api_schema(result.supergraph_sdl)


def test_every_sample_operation_is_valid(api: GraphQLSchema):
    assert validate(api, parse(OPERATIONS.read_text())) == []


def test_orders_cannot_be_written_past_the_process(api: GraphQLSchema):
    mutations = api.mutation_type
    assert mutations is not None
    hidden = {"createSalesOrder", "captureQuote", "setQuoteState", "holdAvailability"}
    assert hidden.isdisjoint(mutations.fields)
