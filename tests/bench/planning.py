"""What it costs to load a large supergraph, and to plan a large operation over it.

    python -m tests.bench.planning [--types 2000] [--fields 200] [--subgraphs 8]

The supergraph is composed here from generated subgraphs: entities that several subgraphs share by
key, with references to one another, requirements and enums. Prints milliseconds of processor time.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from graphql import parse, validate

from chassis.serving import collection_paused
from gateway.federation.composition.compose import compose
from gateway.federation.composition.subgraph import SubgraphDefinition
from gateway.federation.language.from_ast import operation_from_ast
from gateway.federation.planner.planner import Planner
from gateway.server.plain import load_supergraph

LINK = (
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", '
    'import: ["@key", "@external", "@requires", "@shareable"])\n'
)
OWNERS = 3
LEAVES = 4
REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=2000)
    parser.add_argument("--fields", type=int, default=200)
    parser.add_argument("--subgraphs", type=int, default=8)
    arguments = parser.parse_args()
    world = World(arguments.types, arguments.subgraphs)
    sdls = world.subgraphs()
    with collection_paused():  # as the command does
        result = show("compose", lambda: compose(sdls), 1)
    assert result.supergraph_sdl is not None, result.errors[:3]
    sdl = result.supergraph_sdl
    print(
        f"{arguments.types} types, {arguments.subgraphs} subgraphs, {len(sdl) // 1024} KiB of SDL"
    )
    with collection_paused():
        loaded = show("load the supergraph", lambda: load_supergraph(sdl), REPEATS)
        planner = show("query graph", lambda: Planner.of(loaded.supergraph), REPEATS)
    schema = loaded.schema
    document = parse(world.operation(arguments.fields))
    assert not validate(schema, document)
    show("validate the operation", lambda: validate(schema, document), REPEATS)
    operation = operation_from_ast(document)
    plan = show("plan the operation", lambda: planner.plan(operation), REPEATS)
    print(f"{arguments.fields} fields, {len(plan.fetches)} fetches")


class World:
    """Entities ``E0``…: each known to three subgraphs, each of these with leaves of its own."""

    def __init__(self, types: int, subgraphs: int) -> None:
        self._random = random.Random(1)  # noqa: S311
        self._subgraphs = subgraphs
        enums = types // 10
        self._enums = [f"Enum{number}" for number in range(enums)]
        self._entities = range(types - enums)
        self._owners = {
            entity: self._random.sample(range(subgraphs), OWNERS) for entity in self._entities
        }
        self._targets = {entity: self._random.choice(self._entities) for entity in self._entities}

    def subgraphs(self) -> list[SubgraphDefinition]:
        return [
            SubgraphDefinition(f"s{number}", f"http://s{number}", self._sdl(number))
            for number in range(self._subgraphs)
        ]

    def operation(self, fields: int) -> str:
        """Chains of entities with their leaves, until there are enough fields."""
        roots, left = [], fields
        while left > 0:
            entity = self._random.choice(self._entities)
            selection, left = self._selection(entity, 4, left)
            roots.append(f"r{len(roots)}: e{entity} {{ {selection} }}")
            left -= 1
        return f"{{ {' '.join(roots)} }}"

    def _selection(self, entity: int, depth: int, left: int) -> tuple[str, int]:
        names = [f"f{owner}_{leaf}" for owner in self._owners[entity] for leaf in range(2)]
        left -= len(names)
        below = ""
        if depth and left > 0:
            inner, left = self._selection(self._targets[entity], depth - 1, left - 1)
            below = f"next {{ {inner} }}"
        return f"{' '.join(names)} {below}", left

    def _sdl(self, number: int) -> str:
        entities = [each for each in self._entities if number in self._owners[each]]
        roots = [f"e{each}: E{each}" for each in entities if self._owners[each][0] == number] or [
            "none: Int"
        ]
        enums = sorted({self._enum(each) for each in entities})
        parts = [LINK, f"type Query {{ {' '.join(roots)} }}"]
        parts += [f"enum {name} {{ A B C }}" for name in enums]
        parts += [self._entity(each, number) for each in entities]
        stubs = {self._targets[each] for each in entities if self._owners[each][0] == number}
        parts += [
            f'type E{each} @key(fields: "id", resolvable: false) {{ id: ID! }}'
            for each in sorted(stubs)
            if number not in self._owners[each]
        ]
        return "\n".join(parts)

    def _entity(self, entity: int, number: int) -> str:
        first, second, _ = self._owners[entity]
        fields = ["id: ID!", *(f"f{number}_{leaf}: Int" for leaf in range(LEAVES))]
        fields.append(f"kind: {self._enum(entity)} @shareable")
        if number == first:
            fields.append(f"next: E{self._targets[entity]}")
        if number == second:
            fields.append(f'f{first}_0: Int @external derived: Int @requires(fields: "f{first}_0")')
        return f'type E{entity} @key(fields: "id") {{ {" ".join(fields)} }}'

    def _enum(self, entity: int) -> str:
        return self._enums[entity % len(self._enums)]


def show(what: str, work: Callable[[], Any], times: int) -> Any:
    durations, result = [], None
    for _ in range(times):
        started = time.process_time()
        result = work()
        durations.append((time.process_time() - started) * 1000)
    print(f"{what:28} p50 {statistics.median(durations):9.1f}  min {min(durations):9.1f} ms")
    return result


if __name__ == "__main__":
    main()
