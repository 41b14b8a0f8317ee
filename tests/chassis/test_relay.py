import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.relay import decode_cursor, encode_cursor, page_size


@given(st.lists(st.text() | st.integers(-(2**62), 2**62), min_size=1, max_size=3))
def test_a_cursor_gives_back_the_sort_key(values: list[str | int]):
    assert decode_cursor(encode_cursor(*values)) == tuple(values)


@pytest.mark.parametrize("text", ["%", "abc", "", "eyJhIjoxfQ"])
def test_a_foreign_cursor_is_refused(text: str):
    with pytest.raises(ValueError, match="cursor"):
        decode_cursor(text)


def test_a_page_has_twenty_edges_unless_told_and_never_more_than_a_hundred():
    assert page_size(None) == 20
    assert page_size(100) == 100
    for first, last in ((0, None), (101, None), (1, 1)):
        with pytest.raises(ValueError, match="first"):
            page_size(first, last)
