"""What holds of all errors; the tests of each code are in ``test_codes``."""

from pathlib import Path

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from tests.gateway.federation.composition.harness import composed

FOLDER = Path(__file__).parent / "test_codes"
# Codes whose tests are with the feature that they are about.
ELSEWHERE = {
    "DIRECTIVE_COMPOSITION_ERROR": "merge/test_custom_directives",
    "CONTEXT_NAME_INVALID": "test_contexts",
    "CONTEXT_NOT_SET": "test_contexts",
    "CONTEXT_INVALID_SELECTION": "test_contexts",
    "CONTEXT_NO_RESOLVABLE_KEY": "test_contexts",
    "NO_CONTEXT_IN_SELECTION": "test_contexts",
    "CONTEXTUAL_ARGUMENT_NOT_CONTEXTUAL_IN_ALL_SUBGRAPHS": "test_contexts",
    "LINK_IMPORT_NAME_MISMATCH": "merge/test_names",
    "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE": "merge/test_access",
    "MISSING_TRANSITIVE_AUTH_REQUIREMENTS": "merge/test_access",
    "COST_APPLIED_TO_INTERFACE_FIELD": "merge/test_costs",
    "LIST_SIZE_APPLIED_TO_NON_LIST": "merge/test_costs",
    "LIST_SIZE_INVALID_ASSUMED_SIZE": "merge/test_costs",
    "LIST_SIZE_INVALID_SLICING_ARGUMENT": "merge/test_costs",
    "LIST_SIZE_INVALID_SIZED_FIELD": "merge/test_costs",
    "INVALID_LINK_IDENTIFIER": "test_dialects",
    "UNKNOWN_LINK_VERSION": "test_dialects",
    "DIRECTIVE_DEFINITION_INVALID": "read/test_definitions",
    "TYPE_DEFINITION_INVALID": "read/test_definitions",
    "INTERFACE_OBJECT_USAGE_ERROR": "merge/test_interface_objects",
    "OVERRIDE_LABEL_INVALID": "merge/test_overrides",
    "UNKNOWN_FEDERATION_LINK_VERSION": "test_dialects",
    "INVALID_LINK_DIRECTIVE_USAGE": "test_dialects",
    "TYPE_WITH_ONLY_UNUSED_EXTERNAL": "upgrade/test_unused_externals_are_removed",
    "SATISFIABILITY_ERROR": "satisfiability/test_satisfiability_error",
    "SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES": "satisfiability/test_shareable_has_mismatched_runtime_types",
    "MAX_VALIDATION_SUBGRAPH_PATHS_EXCEEDED": "satisfiability/test_max_validation_subgraph_paths_exceeded",
}


def test_every_code_of_the_catalogue_has_its_test():
    own = {file.stem.removeprefix("test_").upper() for file in FOLDER.glob("test_*.py")}

    assert own | set(ELSEWHERE) == {code.name for code in Code}
    assert all((FOLDER.parent / f"{file}.py").exists() for file in ELSEWHERE.values())


def test_every_code_has_a_meaning():
    assert all(code.meaning.endswith(".") for code in Code)


def test_all_errors_of_a_stage_are_reported_at_once():
    found = composed(
        "type Query { x: Int y: Int } type T { z: Int }",
        "type Query { x: Int y: Int } enum T { Z }",
    ).errors

    assert sorted(error.code.name for error in found) == [
        "INVALID_FIELD_SHARING",
        "INVALID_FIELD_SHARING",
        "TYPE_KIND_MISMATCH",
    ]


def test_an_error_names_subgraph_coordinate_line_and_remedy():
    (error,) = composed("type Query {\n  x: Int\n}", "type Query { x: Int @shareable }").errors

    assert str(error) == (
        "INVALID_FIELD_SHARING: Query.x is resolved by 'a', 'b', but is not @shareable in 'a'; "
        "mark it there, or resolve it in one subgraph only (a:3, b:2)"
    )
    assert error.as_json() == {
        "level": "ERROR",
        "code": "INVALID_FIELD_SHARING",
        "message": error.message,
        "locations": [{"subgraph": "a", "line": 3}, {"subgraph": "b", "line": 2}],
    }


def test_nothing_composes_to_nothing():
    assert {error.code.name for error in compose([]).errors} == {"NO_QUERIES"}


def test_an_unknown_directive_of_federation_is_advised_to_be_imported():
    sdl = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3") type Query { x: Int @shareable }'
    (error,) = compose([SubgraphDefinition("a", "", sdl)]).errors

    assert error.code is Code.INVALID_GRAPHQL
    assert (
        'add "@shareable" to the imports of its @link, or write @federation__shareable'
        in error.message
    )
