"""MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL: @tag or @inaccessible on @external."""

import pytest

from tests.gateway.federation.composition.harness import Q, T, assert_refused

SETS = [
    [f'{Q} {T} a: Int @external @deprecated b: Int @requires(fields: "a") }}', f"{T} a: Int }}"],
    [f'{Q} {T} a: Int @external @inaccessible b: Int @requires(fields: "a") }}', f"{T} a: Int }}"],
]  # fmt: skip


@pytest.mark.parametrize("subgraphs", SETS)
def test_merged_directive_application_on_external_says_where_and_what_to_do(subgraphs: list[str]):
    assert_refused("MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", *subgraphs)


def test_composed_directives_are_merged_too():
    composing = (
        'extend schema @link(url: "https://example.com/lint/v1.0", import: ["@owner"]) '
        '@composeDirective(name: "@owner") directive @owner on FIELD_DEFINITION'
    )
    external = f'{Q} {T} a: Int @external @owner b: Int @requires(fields: "a") }}'

    assert_refused(
        "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL", f"{composing} {external}", f"{T} a: Int }}"
    )
