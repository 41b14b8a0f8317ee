"""What is exported is what runs, and the sample operations fit it."""

from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.federation.supergraph.api_schema import api_schema
from gateway.federation.supergraph.reader import read_supergraph
from scripts.export_schema import FOLDER, exported

OPERATIONS = parse((Path(__file__).parent / "operations.graphql").read_text(encoding="utf-8"))
NAMES = [node.name.value for node in OPERATIONS.definitions if getattr(node, "name", None)]
SUPERGRAPH = (FOLDER / "supergraph.graphql").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return exported()


@pytest.mark.parametrize("name", ["crm", "erp", "process", "supergraph"])
def test_a_schema_file_is_what_the_code_says(files: dict[str, str], name: str):
    file = f"{name}.graphql"
    assert (FOLDER / file).read_text(encoding="utf-8") == files[file], (
        "run scripts/export_schema.py"
    )


def test_the_sample_operations_are_valid():
    assert [str(error) for error in validate(api_schema(SUPERGRAPH), OPERATIONS)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_operation_can_be_planned(name: str):
    planner = Planner.of(read_supergraph(SUPERGRAPH))
    assert planner.plan(operation_from_ast(OPERATIONS, name)).fetches


@pytest.mark.parametrize(
    "hidden",
    [
        "createSalesOrder",
        "changeSalesOrder",
        "cancelSalesOrder",
        "captureQuote",
        "setQuoteState",
        "upsertPartner",
    ],
)
def test_what_creates_or_changes_orders_is_no_field_of_the_public_schema(hidden: str):
    schema = api_schema(SUPERGRAPH)
    assert schema.mutation_type is not None
    assert hidden not in schema.mutation_type.fields
    assert hidden in build_schema(SUPERGRAPH, assume_valid_sdl=True).mutation_type.fields  # type: ignore[union-attr]
