import pytest

from tests.gateway.federation.composition.harness import composed_as_written, refusals

SPEC = "https://specs.apollo.dev"
LINK = f'extend schema @link(url: "{SPEC}/link/v1.0") @link('
QUERY = ") type Query { x: Int }"


@pytest.mark.parametrize(
    "link",
    [
        f'url: "{SPEC}/tag/v0.3"',
        f'url: "{SPEC}/inaccessible/v0.2", import: ["@inaccessible"]',
        'url: "https://example.com/own/v1.0", import: ["@shareable"]',
        'url: "https://example.com/federation/v1.0"',
    ],
)
def test_names_that_federation_brings_cannot_be_anothers(link: str):
    assert refusals(LINK + link + QUERY) == ["INVALID_LINK_DIRECTIVE_USAGE"]


@pytest.mark.parametrize(
    "link",
    [
        f'url: "{SPEC}/tag/v0.3", as: "label"',
        'url: "https://example.com/own/v1.0", import: [{name: "@key", as: "@ownKey"}]',
    ],
)
def test_other_names_leave_room(link: str):
    assert refusals(LINK + link + QUERY) == []


def test_what_needs_a_later_federation_is_hinted_at():
    connect = f'url: "{SPEC}/connect/v0.1", import: ["@connect"]'
    (hint,) = composed_as_written(LINK + connect + QUERY).hints
    assert hint.code.name == "IMPLICITLY_UPGRADED_FEDERATION_VERSION"
    assert hint.locations


def test_links_beside_neither_link_nor_federation_mean_nothing():
    lone = f'extend schema @link(url: "{SPEC}/connect/v0.9", import: ["@connect"]'
    assert refusals(lone + QUERY) == []
    (error,) = composed_as_written(lone + ") type Query { x: Int @connect }").errors
    assert "Unknown directive '@connect'" in error.message
