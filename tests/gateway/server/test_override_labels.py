"""Progressive override: which labels are active is settled before a request is planned."""

from collections.abc import Iterator

import pytest

from chassis.errors import InputError
from gateway.federation.supergraph.reader import read_supergraph
from gateway.server.override_labels import OverrideLabels
from tests.gateway.federation.planner.test_override_labels import SDL

SUPERGRAPH = read_supergraph(SDL)


def test_a_label_is_active_only_when_it_was_switched_on():
    assert "moved" not in OverrideLabels.of(SUPERGRAPH).for_request()
    assert "moved" in OverrideLabels.of(SUPERGRAPH, ["moved"]).for_request()


def test_one_number_drawn_for_a_request_decides_on_all_percentages():
    labels = OverrideLabels.of(SUPERGRAPH)
    numbers = iter([0.05, 0.3, 0.7])
    drawing = OverrideLabels(labels.constant, labels.percentages, lambda: next(numbers))
    assert list(_requests(drawing, 3)) == [
        {"percent(10)", "percent(50.5)"},
        {"percent(50.5)"},
        set(),
    ]


def _requests(labels: OverrideLabels, count: int) -> Iterator[frozenset[str]]:
    for _ in range(count):
        yield labels.for_request()


def test_a_label_that_the_supergraph_does_not_use_is_refused():
    with pytest.raises(InputError, match=r"no label 'gone' \(it has: moved, percent"):
        OverrideLabels.of(SUPERGRAPH, ["gone"])
