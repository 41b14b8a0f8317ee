import pytest
from graphql import parse

from gateway.federation.errors import LinkError
from gateway.federation.spec.links import Link, read_links


def links(text: str) -> tuple[Link, ...]:
    return read_links(parse(text))


def test_an_imported_directive_goes_by_its_own_name():
    (link,) = links(
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])'
    )

    assert link.identity == "https://specs.apollo.dev/federation"
    assert link.version == (2, 3)
    assert link.local_name("@key") == "@key"


def test_an_import_may_rename():
    (link,) = links(
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [{name: "@key", as: "@primaryKey"}])'
    )

    assert link.local_name("@key") == "@primaryKey"


def test_what_is_not_imported_goes_by_the_namespace():
    (link,) = links('extend schema @link(url: "https://specs.apollo.dev/federation/v2.3")')

    assert link.local_name("@key") == "@federation__key"
    assert link.local_name("FieldSet") == "federation__FieldSet"


def test_the_namespace_may_be_renamed():
    (link,) = links(
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", as: "fed")'
    )

    assert link.local_name("@key") == "@fed__key"


def test_a_directive_named_like_its_specification_has_no_prefix():
    (link,) = links('schema @link(url: "https://specs.apollo.dev/tag/v0.3") { query: Query }')

    assert link.local_name("@tag") == "@tag"


def test_link_itself_may_be_renamed():
    first, second = links(
        'extend schema @uses(url: "https://specs.apollo.dev/link/v1.0", as: "uses") @uses(url: "https://specs.apollo.dev/federation/v2.0")'
    )

    assert first.prefix == "uses"
    assert second.version == (2, 0)


def test_the_core_directive_of_early_supergraphs_is_a_link():
    first, second = links(
        'schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }'
    )

    assert (first.name, second.name, second.purpose) == ("core", "join", "EXECUTION")


def test_a_url_without_a_version_is_its_own_identity():
    (link,) = links('extend schema @link(url: "https://example.com/mine")')

    assert (link.identity, link.name, link.version) == ("https://example.com/mine", "mine", None)


@pytest.mark.parametrize("end", ["?x=1", "#x", "?a/v9.9"])
def test_what_follows_the_path_of_a_url_says_nothing(end: str):
    (link,) = links(f'extend schema @link(url: "https://example.com/mine/v1.2{end}")')

    assert (link.identity, link.version) == ("https://example.com/mine", (1, 2))


@pytest.mark.parametrize("url", ["https://example.com/v1.0", "https://a.b/c/v1.0/", "mine/v1.0"])
def test_a_url_without_a_name_before_a_version_at_its_end_has_no_version(url: str):
    (link,) = links(f'extend schema @link(url: "{url}")')

    assert link.version is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('url: "https://specs.apollo.dev/federation/v2.3", import: [1]', "imports 1"),
        ('url: "https://specs.apollo.dev/federation/v2.3", import: [{as: "@k"}]', "imports {'as'"),
        (
            'url: "https://specs.apollo.dev/federation/v2.3", import: [{name: "@key", as: "key"}]',
            "both or neither must begin with @",
        ),
        (
            'url: "https://example.com/a/v1.0", import: [{name: "@a", as: "@b", why: 1}]',
            "imports {'name'",
        ),
        ('url: "https://example.com/a/v1.0", import: [{name: "@a", as: ""}]', "as ''"),
        ('url: "https://example.com/a/v1.0", import: "@a"', "put it in a list"),
        (
            'url: "https://example.com/a/v1.0", import: ["@a", {name: "@a", as: "@b"}]',
            "as '@a' and as '@b'; keep one",
        ),
        ('as: "a"', "has no url"),
    ],
)
def test_a_link_that_cannot_be_understood_is_an_error_with_its_line(arguments: str, message: str):
    with pytest.raises(LinkError, match=message) as caught:
        links(f"\nextend schema @link({arguments})")

    assert caught.value.line == 2
