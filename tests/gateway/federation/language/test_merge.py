from gateway.federation.language.field_set import parse_field_set
from gateway.federation.language.merge import merge_selections
from gateway.federation.language.printer import print_selections


def merged(text: str) -> str:
    return print_selections(merge_selections(parse_field_set(text)))


def test_equal_fields_are_joined_at_their_first_place_all_the_way_down():
    assert merged("id maker { id } name maker { name town { id } town { id } }") == (
        "{ id maker { id name town { id } } name }"
    )


def test_fields_with_other_arguments_or_aliases_stay_apart():
    assert merged("price(in: EUR) price(in: USD) p: price(in: EUR)") == (
        "{ price(in: EUR) price(in: USD) p: price(in: EUR) }"
    )


def test_fragments_on_the_same_type_are_joined():
    assert merged("... on A { x } ... on B { y } ... on A { z x }") == (
        "{ ... on A { x z } ... on B { y } }"
    )
