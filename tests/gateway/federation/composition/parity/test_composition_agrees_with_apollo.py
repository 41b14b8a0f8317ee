"""Our composition says of every set what Apollo's says: the same codes, the same API schema.

The verdicts are committed (``expected.json``); tests/conformance/apollo_composition.py makes them.
"""

import pytest

from tests.gateway.federation.composition.parity.expectations import (
    expected_sets,
    read_expectations,
)
from tests.gateway.federation.composition.parity.sets import base_sets
from tests.gateway.federation.composition.parity.verdicts import our_verdict

SETS = base_sets()
EXPECTED = read_expectations()


@pytest.mark.parametrize("name", SETS)
def test_a_set_gets_the_verdict_of_apollos_composer(name: str):
    ours = our_verdict(SETS[name])

    assert str(ours).split()[:2] == str(EXPECTED[name]).split()[:2]


def test_every_set_has_its_verdict():
    assert set(expected_sets()) == set(EXPECTED)


def test_at_least_a_thousand_mutations_are_judged():
    assert len(EXPECTED) - len(SETS) >= 1000
