"""One place that the client reads under several conditions, of which some may not hold."""

from tests.gateway.federation.planner import test_conditions, test_provides

_PARENTS = """query ($a: Boolean!, $b: Boolean!) {
  items { parent @include(if: $a) { cost } parent @include(if: $b) { stock } }
}"""
_THINGS = """query ($a: Boolean!, $b: Boolean!) {
  nested { thing @skip(if: $b) { id } thing @include(if: $a) { name } }
}"""


def test_what_only_one_reader_wants_is_not_asked_for_another():
    """Its errors would reach a client who has not selected it."""
    shown = "\n".join(test_conditions.WORLD.show(_PARENTS))
    assert "{ cost @include(if: $a) }" in shown
    assert "{ stock @include(if: $b) }" in shown


def test_the_answer_is_the_monoliths_whichever_holds():
    test_conditions.WORLD.check_all(_PARENTS)
    test_provides.WORLD.check_all(_THINGS)


def test_a_type_that_one_reader_must_know_is_told_to_all():
    (first, *_) = test_provides.WORLD.show(_THINGS)
    assert first.count("__typename") == 2
