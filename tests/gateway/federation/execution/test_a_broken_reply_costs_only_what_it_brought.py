"""Laws of failure, over random worlds in which one reply is not what it should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.federation.execution.errors import FetchFailure
from gateway.federation.execution.shape import Place
from gateway.federation.language.type_reference import ListType, NonNullType, TypeReference
from tests.gateway.federation.monolith.operations import operations
from tests.gateway.federation.monolith.worlds import worlds

_SETTINGS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_USELESS: list[Any] = [
    FetchFailure("The subgraph cannot be reached."),
    b"<html>502</html>",
    b"[]",
    b'{"data": 5}',
    b'{"data": null}',
    b'{"data": null, "errors": [{"message": "no"}]}',
    b'{"errors": [{"message": "no", "path": "odd"}, 5]}',
    b'{"data": {"_entities": []}}',
    b"\xff",
]


@_SETTINGS
@given(st.data())
def test_a_useless_reply_leaves_nulls_that_errors_explain_and_nothing_else_changes(
    data: st.DataObject,
):
    world = data.draw(worlds())
    operation = data.draw(operations(world.schema))
    compiled = world.compile(operation)
    clean = world.run(compiled, operation)
    assume(clean.sent)
    broken = data.draw(st.sampled_from([fetch_id for fetch_id, _, _ in clean.sent]))
    reply = data.draw(st.sampled_from(_USELESS))
    outcome = world.run(compiled, operation, {broken: reply})
    root = outcome.run._program.root
    assert outcome.data is None or fits(outcome.data, root)
    paths = [tuple(error["path"]) for error in outcome.errors if "path" in error]
    for path in new_nulls(clean.data, outcome.data, ()):
        assert any(path[: len(each)] == each or each[: len(path)] == path for each in paths)
    assert outcome.errors
    assert len(set(paths)) == len(paths)


@_SETTINGS
@given(st.data())
def test_a_reply_with_a_hole_nulls_no_more_than_the_schema_demands(data: st.DataObject):
    world = data.draw(worlds())
    operation = data.draw(operations(world.schema))
    # A hole in what a field is computed from gives it another value, not a null.
    assume("_computed" not in operation.text)
    compiled = world.compile(operation)
    clean = world.run(compiled, operation)
    assume(clean.sent)
    broken = data.draw(st.sampled_from([fetch_id for fetch_id, _, _ in clean.sent]))
    hole = data.draw(st.sampled_from([None, 5, "missing"]))
    choice = data.draw(st.integers(0, 1000))

    def punch(reply: Any) -> Any:
        spots = list(_spots(reply["data"], composites_only=hole == 5))
        if spots:
            parent, key = spots[choice % len(spots)]
            if hole == "missing" and isinstance(parent, dict):
                del parent[key]
            else:
                parent[key] = None if hole == "missing" else hole
        return reply

    outcome = world.run(compiled, operation, {broken: punch})
    assert outcome.data is None or fits(outcome.data, outcome.run._program.root)
    list(new_nulls(clean.data, outcome.data, ()))
    paths = [json.dumps(path) for path in outcome.error_paths]
    assert len(set(paths)) == len(paths)


def new_nulls(clean: Any, broken: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where a value has become null; any other difference fails the test."""
    if isinstance(clean, dict) and isinstance(broken, dict):
        assert list(clean) == list(broken), path
        for key, value in clean.items():
            yield from new_nulls(value, broken[key], (*path, key))
    elif isinstance(clean, list) and isinstance(broken, list):
        assert len(clean) == len(broken), path
        for index, pair in enumerate(zip(clean, broken, strict=True)):
            yield from new_nulls(*pair, (*path, index))
    elif clean != broken:
        assert broken is None, path
        yield path


def fits(value: dict[str, Any], place: Place) -> bool:
    """Whether the object is what one of the place's types allows, keys in order."""
    return any(
        list(value) == [key for key, member in variant.members.items() if member.is_visible]
        and all(
            _fits(value[key], variant.members[key].type, variant.members[key].place)
            for key in value
        )
        for variant in place.distinct_variants
    )


def _fits(value: Any, reference: TypeReference, place: Place | None) -> bool:
    if isinstance(reference, NonNullType):
        return value is not None and _fits(value, reference.of, place)
    if value is None:
        return True
    if isinstance(reference, ListType):
        return all(_fits(item, reference.item, place) for item in value)
    return place is None or fits(value, place)


def _spots(value: Any, *, composites_only: bool) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) below, outside of custom scalars."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        if key in ("amount", "currency", "note", "the_note"):
            continue
        # A custom scalar may be an object too: any other value is as good.
        is_composite = isinstance(inner, dict) and "amount" not in inner
        if is_composite or not composites_only:
            yield value, key
        if isinstance(inner, dict | list):
            yield from _spots(inner, composites_only=composites_only)
