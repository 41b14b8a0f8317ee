"""A plan as people and other tools read it: a text, and the JSON of Apollo's tools.

Both show fetches in waves: what waits for nothing first, then what waits only for that. It is a
picture of the dependencies, not a schedule: the executor starts a fetch as soon as those in its
``after`` have ended, and knows no barrier between waves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gateway.federation.language.response_path import OnType, ResponsePath
from gateway.federation.language.selection import (
    TYPENAME,
    Condition,
    Field,
    Fragment,
    OperationKind,
    Selection,
    SelectionSet,
)
from gateway.federation.plan.nodes import Fetch, QueryPlan
from gateway.federation.plan.rewrites import rewrites_of

Json = dict[str, Any]
INDENT = "  "


def print_plan(plan: QueryPlan) -> str:
    """The plan as an indented text of Sequence, Parallel, Subscription, Flatten and Fetch."""
    body = _text_of(_node(plan), 1)
    return "\n".join(("QueryPlan {", *body, "}")) if plan.fetches else "QueryPlan {}"


def plan_to_json(plan: QueryPlan) -> Json:
    """``{"kind": "QueryPlan", "node": {…}}``; ``node`` is null for a plan without fetches."""
    return {"kind": "QueryPlan", "node": _node(plan) if plan.fetches else None}


def waves(stage: Sequence[Fetch]) -> list[list[Fetch]]:
    """The fetches of one stage by the length of their longest chain of predecessors."""
    depths: dict[int, int] = {}
    found: list[list[Fetch]] = []
    for fetch in stage:
        depth = 1 + max((depths[number] for number in fetch.after if number in depths), default=-1)
        depths[fetch.id] = depth
        found.extend([] for _ in range(depth + 1 - len(found)))
        found[depth].append(fetch)
    return found


def _node(plan: QueryPlan) -> Json:
    steps = [
        _group("Parallel", [_fetch_node(fetch) for fetch in wave])
        for stage in plan.stages
        for wave in waves(stage)
    ]
    if plan.operation.kind is OperationKind.SUBSCRIPTION:
        return _subscription(steps)
    return _group("Sequence", steps)


def _subscription(steps: list[Json]) -> Json:
    """The stream first, then what is joined to each of its events."""
    node: Json = {"kind": "Subscription", "primary": steps[0]}
    return {**node, "rest": _group("Sequence", steps[1:])} if steps[1:] else node


def _group(kind: str, nodes: list[Json]) -> Json:
    return nodes[0] if len(nodes) == 1 else {"kind": kind, "nodes": nodes}


def _fetch_node(fetch: Fetch) -> Json:
    node: Json = {
        "kind": "Fetch",
        "serviceName": fetch.subgraph,
        "variableUsages": list(fetch.variables),
        "operation": fetch.operation_text,
        "operationKind": fetch.kind.value,
        **rewrites_of(fetch),
    }
    if fetch.requires is not None:
        shown = _with_typename(fetch.requires)
        node["requires"] = [_selection_node(selection) for selection in shown]
    if fetch.path:
        node = {"kind": "Flatten", "path": _path(fetch.path), "node": node}
    return _under(fetch.condition, node)


def _under(condition: Condition, node: Json) -> Json:
    for variable, expected in condition.tests:
        clause = "ifClause" if expected else "elseClause"
        node = {"kind": "Condition", "condition": variable, clause: node}
    return node


def _with_typename(requires: SelectionSet) -> SelectionSet:
    return tuple(
        Fragment(fragment.type_condition, (TYPENAME, *fragment.selections))
        for fragment in requires
        if isinstance(fragment, Fragment)
    )


def _selection_node(selection: Selection) -> Json:
    below = [_selection_node(each) for each in selection.selections]
    if not isinstance(selection, Field):
        return {
            "kind": "InlineFragment",
            "typeCondition": selection.type_condition,
            "selections": below,
        }
    node: Json = {"kind": "Field", "name": selection.response_key}
    if selection.name != selection.response_key:
        # Read under the planner's key, sent under the field's own name.
        node = {"kind": "Field", "name": selection.response_key, "alias": selection.name}
    return {**node, "selections": below} if below else node


def _path(path: ResponsePath) -> list[str]:
    """Type filters join the segment before them, as other tools write them."""
    segments: list[str] = []
    for step in path:
        if isinstance(step, OnType) and segments:
            segments[-1] += str(step)
        else:
            segments.append(str(step))
    return segments


def _text_of(node: Json, depth: int) -> Iterator[str]:
    margin = INDENT * depth
    match node:
        case {"kind": "Sequence" | "Parallel" | "Subscription" as kind}:
            yield f"{margin}{kind} {{"
            for each in node.get("nodes") or _parts(node):
                yield from _text_of(each, depth + 1)
        case {"kind": "Flatten", "path": path, "node": below}:
            yield f'{margin}Flatten(path: "{".".join(path)}") {{'
            yield from _text_of(below, depth + 1)
        case {"kind": "Condition", "condition": variable}:
            word = "Include" if "ifClause" in node else "Skip"
            yield f"{margin}{word}(if: ${variable}) {{"
            yield from _text_of(node.get("ifClause") or node["elseClause"], depth + 1)
        case {"kind": "Fetch", "serviceName": subgraph, "operation": operation}:
            yield f'{margin}Fetch(service: "{subgraph}") {{'
            if "requires" in node:
                yield f"{margin}{INDENT}{_representation_text(node['requires'])} =>"
            yield f"{margin}{INDENT}{operation}"
        case _:
            raise AssertionError(f"no plan node: {node}")
    yield f"{margin}}}"


def _parts(subscription: Json) -> list[Json]:
    return [subscription[part] for part in ("primary", "rest") if part in subscription]


def _representation_text(nodes: list[Json]) -> str:
    """``{ ... on Product { __typename sku } }``; ``sent: read`` where the two names differ."""
    parts = []
    for node in nodes:
        alias = f"{node['alias']}: " if "alias" in node else ""
        head = f"... on {node['typeCondition']}" if "typeCondition" in node else node["name"]
        below = node.get("selections")
        parts.append(f"{alias}{head}" + (f" {_representation_text(below)}" if below else ""))
    return f"{{ {' '.join(parts)} }}"
