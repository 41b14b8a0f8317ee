"""Our composition says of every set what Apollo's says: the same codes, the same API schema.

The verdicts are committed (``expected.json``); tests/conformance/apollo_composition.py makes them.
"""

from functools import cache

import pytest

from tests.gateway.federation.composition.parity.deviations import DEVIATIONS
from tests.gateway.federation.composition.parity.expectations import (
    expected_sets,
    read_expectations,
)
from tests.gateway.federation.composition.parity.sets import Subgraphs, base_sets, cases
from tests.gateway.federation.composition.parity.verdicts import Verdict, our_verdict

EXPECTED = read_expectations()
all_sets = cache(expected_sets)
MEANT = {name: Verdict.parse(text) for name, (_, text) in DEVIATIONS.items()}


def _disagreements(judged: dict[str, Subgraphs]) -> list[str]:
    found = {name: our_verdict(each) for name, each in judged.items()}
    expected = {name: MEANT.get(name, EXPECTED[name]) for name in found}
    return [
        f"{name}: expected {expected[name]}, found {ours}"
        for name, ours in found.items()
        if not ours.agrees(expected[name])
    ]


@pytest.mark.parametrize("base", base_sets())
def test_a_set_and_its_mutations_get_the_verdicts_of_apollos_composer(base: str):
    judged = {name: each for name, each in all_sets().items() if name.split("/")[0] == base}

    assert _disagreements(judged) == []


@pytest.mark.parametrize("topic", sorted({name.split("/")[0] for name in cases()}))
def test_the_cases_of_a_topic_get_the_verdicts_of_apollos_composer(topic: str):
    judged = {name: each for name, each in cases().items() if name.split("/")[0] == topic}

    assert _disagreements(judged) == []


@pytest.mark.parametrize("base", base_sets())
def test_a_set_that_composes_gets_the_hints_of_apollos_composer(base: str):
    ours, expected = our_verdict(base_sets()[base]), EXPECTED[base]

    assert ours.errors or ours.hints == expected.hints


def test_every_set_has_its_verdict():
    assert set(all_sets()) == set(EXPECTED)


def test_at_least_a_thousand_mutations_are_judged():
    assert len(EXPECTED) - len(base_sets()) >= 1000


def test_deviations_are_few_and_real():
    assert set(DEVIATIONS) <= set(EXPECTED)
    assert not any(MEANT[name].agrees(EXPECTED[name]) for name in DEVIATIONS)
