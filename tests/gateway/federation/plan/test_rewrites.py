"""The JSON of a plan tells what a fetch changes on the way in and out."""

from typing import Any

from gateway.federation.plan.printer import plan_to_json
from tests.gateway.federation.planner import (
    test_contexts,
    test_fields_of_one_key_and_different_types,
    test_interface_objects,
    test_mutations,
)
from tests.gateway.federation.planner.federation import Federation


def _nodes(world: Federation, text: str) -> list[dict[str, Any]]:
    root = plan_to_json(world.plan(text))["node"]
    return [root] if root["kind"] == "Fetch" else root["nodes"]


def test_the_type_sent_of_an_object_known_by_its_interface_is_set():
    (_, joined) = _nodes(test_interface_objects.WORLD, "{ book { rating } }")
    assert joined["node"]["inputRewrites"] == [
        {"kind": "ValueSetter", "path": ["... on Book", "__typename"], "setValueTo": "Media"}
    ]


def test_an_alias_of_the_planners_is_undone():
    world = test_fields_of_one_key_and_different_types.WORLD
    (fetch,) = _nodes(world, "{ accounts { ... on User { id } ... on Admin { id } } }")
    assert fetch["outputRewrites"] == [
        {
            "kind": "KeyRenamer",
            "path": ["accounts", "@", "... on Admin", "_typed_id_0"],
            "renameKeyTo": "id",
        }
    ]


def test_a_context_is_found_so_many_levels_up():
    (_, joined) = _nodes(test_contexts.WORLD, "{ shops { items { price } } }")
    assert [each["path"] for each in joined["node"]["contextRewrites"]] == [
        ["..", "..", "... on Shop", "currency"],
        ["..", "..", "... on Stall", "coin"],
    ]


def test_a_query_behind_a_field_stands_at_its_path():
    (_, joined) = _nodes(test_mutations.WORLD, "mutation { reset { query { name } } }")
    assert (joined["kind"], joined["path"]) == ("Flatten", ["reset", "query"])


def test_a_plain_fetch_has_no_rewrites():
    (fetch,) = _nodes(test_interface_objects.WORLD, "{ rated { rating } }")
    assert not any("Rewrites" in name for name in fetch)
