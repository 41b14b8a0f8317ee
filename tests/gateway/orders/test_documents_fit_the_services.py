"""What the process sends is valid against what the services' schemas say."""

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from crm_service.schema import schema as crm
from erp_service.schema import schema as erp
from gateway.orders.systems import comparison_documents, documents, repair_documents

OF_THE_CRM = {
    "READ_CUSTOMER",
    "READ_CUSTOMERS",
    "READ_CUSTOMERS_OF_REFERENCE",
    "REASSIGN_QUOTE",
    "READ_QUOTE",
    "ADOPT_QUOTE",
    "READ_CONTRACT_LINES",
    "MERGE_CUSTOMERS",
    "ERASE_CUSTOMER",
    "EXPORT_CUSTOMER",
    "FIND_DUPLICATES",
    "CAPTURE_CUSTOMER_AND_QUOTE",
    "CAPTURE_QUOTE",
    "CAPTURE_REVISION",
    "SET_QUOTE_STATE",
    "WRITE_BACK",
    "CUSTOMER_PAGE",
    "CUSTOMERS",
    "QUOTES",
    "REOPEN_QUOTE",
    "SETTLE_QUOTE",
    "WRITE_PRICING",
    "CALL_THE_CUSTOMER",
    "WHOLE_QUOTE",
}
DOCUMENTS = {
    name: text
    for module in (documents, comparison_documents, repair_documents)
    for name, text in vars(module).items()
    if name.isupper() and name[0] != "_" and not name.endswith("_FIELDS")
}


def executable(sdl: str) -> GraphQLSchema:
    """Federation's directives are not defined in a subgraph's SDL."""
    return build_schema(sdl, assume_valid_sdl=True)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_document_is_valid_at_its_service(name: str):
    service = crm if name in OF_THE_CRM else erp
    assert validate(executable(service.as_str()), parse(DOCUMENTS[name])) == []


def test_every_document_of_the_crm_is_there():
    assert DOCUMENTS.keys() >= OF_THE_CRM
