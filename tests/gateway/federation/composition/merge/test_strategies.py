"""How arguments of a directive that stands once are combined."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.federation.composition.merge.strategies import combine, conjunction, implies

requirements = st.lists(st.lists(st.sampled_from("abcd"), max_size=3), max_size=3)


def test_a_conjunction_is_again_a_disjunction_of_conjunctions():
    assert conjunction([[["a"], ["b"]], [["c"]]]) == [["a", "c"], ["b", "c"]]


def test_what_another_alternative_covers_is_left_out():
    assert conjunction([[["a"], ["b"]], [["a"]]]) == [["a"]]


def test_nothing_asked_is_always_met():
    assert conjunction([[], [["a"]]]) == [["a"]]


def test_costs_take_the_highest_and_lists_the_union():
    assert combine("cost", [{"weight": 2}, {"weight": 5}]) == {"weight": 5}
    assert combine(
        "listSize",
        [
            {"assumedSize": 3, "slicingArguments": ["a"], "requireOneSlicingArgument": False},
            {"slicingArguments": ["b", "a"], "sizedFields": None},
        ],
    ) == {"assumedSize": 3, "slicingArguments": ["a", "b"], "requireOneSlicingArgument": False}


def is_met(requirement: list[list[str]], granted: set[str]) -> bool:
    return not requirement or any(set(each) <= granted for each in requirement)


@given(requirements, requirements, st.sets(st.sampled_from("abcd")))
def test_who_meets_a_conjunction_meets_all_of_it(
    one: list[list[str]], other: list[list[str]], granted: set[str]
):
    assert is_met(conjunction([one, other]), granted) == (
        is_met(one, granted) and is_met(other, granted)
    )


@given(requirements, requirements, st.sets(st.sampled_from("abcd")))
def test_who_meets_a_requirement_meets_what_it_implies(
    one: list[list[str]], other: list[list[str]], granted: set[str]
):
    if implies(one, other) and is_met(one, granted):
        assert is_met(other, granted)


@given(requirements, requirements)
def test_a_conjunction_implies_its_parts(one: list[list[str]], other: list[list[str]]):
    assert implies(conjunction([one, other]), one)
