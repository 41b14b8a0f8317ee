"""Which requests a plan sends: fetches that ask the same of the same subgraph go out as one.

In: a plan without conditions. Out: its calls, each one request for one or more fetches that
differ in nothing but the path of the objects they extend. Such fetches share one batch of
representations when they stand at the same depth of the plan, which can never close a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from gateway.federation.plan.nodes import Fetch, QueryPlan


@dataclass(frozen=True, slots=True)
class Call:
    """One request, sent once however many places need its answer.

    Attributes:
        id: of its first fetch.
        after: ids of calls that must have ended.
        head: the request's body up to and with the query text.
    """

    id: int
    fetches: tuple[Fetch, ...]
    after: tuple[int, ...]
    head: bytes

    @property
    def subgraph(self) -> str:
        """The subgraph's name."""
        return self.fetches[0].subgraph

    @property
    def is_entity_call(self) -> bool:
        """Whether it sends representations."""
        return self.fetches[0].requires is not None

    def body(self, representations: bytes, variables: Mapping[str, bytes]) -> bytes:
        """The JSON to send; of the client's variables only those that the text uses."""
        first = self.fetches[0]
        members = [
            b'"%b":%b' % (name.encode(), variables[name])
            for name in first.variables
            if name in variables
        ]
        if self.is_entity_call:
            members.append(b'"%b":%b' % (first.representations_variable.encode(), representations))
        if not members:
            return self.head + b"}"
        return b'%b,"variables":{%b}}' % (self.head, b",".join(members))


def group_fetches(plan: QueryPlan) -> tuple[tuple[Call, ...], ...]:
    """The calls of each stage, in order of their ids."""
    return tuple(_calls_of_stage(stage) for stage in plan.stages)


def _calls_of_stage(stage: tuple[Fetch, ...]) -> tuple[Call, ...]:
    groups: dict[object, list[Fetch]] = {}
    depths = _depths(stage)
    for fetch in stage:
        groups.setdefault(_question(fetch, depths[fetch.id]), []).append(fetch)
    call_of = {fetch.id: group[0].id for group in groups.values() for fetch in group}
    return tuple(_call(tuple(group), call_of) for group in groups.values())


def _question(fetch: Fetch, depth: int) -> object:
    if fetch.requires is None:
        return fetch.id
    return (
        depth,
        fetch.subgraph,
        fetch.operation_text,
        fetch.requires,
        fetch.selections,
        fetch.representations_variable,
        fetch.renames,
        fetch.typename_overrides,
    )


def _depths(stage: tuple[Fetch, ...]) -> dict[int, int]:
    by_id = {fetch.id: fetch for fetch in stage}
    depths: dict[int, int] = {}

    def depth(fetch_id: int) -> int:
        if fetch_id not in depths:
            depths[fetch_id] = max(
                (1 + depth(before) for before in by_id[fetch_id].after if before in by_id),
                default=0,
            )
        return depths[fetch_id]

    for fetch in stage:
        depth(fetch.id)
    return depths


def _call(fetches: tuple[Fetch, ...], call_of: Mapping[int, int]) -> Call:
    # What an earlier stage did has ended before this stage begins.
    after = [call_of[each] for fetch in fetches for each in fetch.after if each in call_of]
    return Call(
        id=fetches[0].id,
        fetches=fetches,
        after=tuple(dict.fromkeys(after)),
        head=b'{"query":' + msgspec.json.encode(fetches[0].operation_text),
    )
