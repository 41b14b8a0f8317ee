"""What a fetch changes on the way in and out, as Apollo's tools read it.

``inputRewrites`` set the type that is sent of interface objects, ``outputRewrites`` undo aliases,
``contextRewrites`` tell where variables come from that are no client's.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from gateway.federation.language.response_path import OnType, ResponsePath
from gateway.federation.language.selection import Field, SelectionSet
from gateway.federation.plan.nodes import Fetch

Json = dict[str, Any]
_UP = ".."


def rewrites_of(fetch: Fetch) -> Json:
    """The members to add to a Fetch node; none where nothing is changed."""
    found: Json = {
        "inputRewrites": [
            {
                "kind": "ValueSetter",
                "path": [_on(override.on_type), "__typename"],
                "setValueTo": override.typename,
            }
            for override in fetch.typename_overrides
        ],
        "outputRewrites": [
            {"kind": "KeyRenamer", "path": path, "renameKeyTo": rename.becomes}
            for rename in fetch.renames
            for path in _paths(rename.path, rename.sent_as)
        ],
        "contextRewrites": [
            {"kind": "KeyRenamer", "path": path, "renameKeyTo": context.variable}
            for context in fetch.contexts
            for path in _selected(context.selections, _levels(fetch.path, context.path))
        ],
    }
    return {name: listed for name, listed in found.items() if listed}


def _on(type_name: str) -> str:
    return f"... on {type_name}"


def _paths(path: ResponsePath, key: str) -> Iterator[list[str]]:
    """One path for each combination of the types that a path filters by."""
    steps = [
        [_on(name) for name in step.names] if isinstance(step, OnType) else [str(step)]
        for step in path
    ]
    for chosen in product(*steps):
        yield [*chosen, key]


def _levels(path: ResponsePath, above: ResponsePath) -> list[str]:
    return [_UP for step in path[len(above) :] if not isinstance(step, OnType)]


def _selected(selections: SelectionSet, path: list[str]) -> Iterator[list[str]]:
    for selection in selections:
        if not isinstance(selection, Field):
            yield from _selected(selection.selections, [*path, _on(selection.type_condition)])
        elif selection.selections:
            yield from _selected(selection.selections, [*path, selection.response_key])
        else:
            yield [*path, selection.response_key]
