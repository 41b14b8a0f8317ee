import pytest

from gateway.federation.errors import FieldSetError
from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.printer import print_selections


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("id sku", "{ id sku }"),
        (" { id } ", "{ id }"),
        ("... { id o { ... { n } } }", "{ id o { n } }"),
        ("... on T { ... { id } }", "{ ... on T { id } }"),
        ("id, # the key\n sku", "{ id sku }"),
    ],
)
def test_fragments_without_a_type_are_on_the_type_around_them(text: str, read: str):
    assert print_selections(parse_field_set(text)) == read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("{}", "is empty"),
        ("id } query { x", "more than a selection"),
        ("... on T { ...F }", "spreads the fragment 'F'"),
        ("t { " * 10_000 + "id" + " }" * 10_000, "nested too deeply"),
        (" ".join(f"f{n}" for n in range(10_001)), "too large"),
    ],
)
def test_what_is_no_field_set_is_refused(text: str, message: str):
    with pytest.raises(FieldSetError, match=message):
        parse_field_set(text)
