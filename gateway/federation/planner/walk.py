"""The second stage: for each leaf of the operation, all ways worth considering.

All candidate paths to the current selection travel together, so that a leaf deep below a field
that several subgraphs can resolve still has its choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.federation.errors import PlanningError
from gateway.federation.graph.nodes import Node
from gateway.federation.graph.paths import Path
from gateway.federation.graph.search import PathFinder
from gateway.federation.language.selection import TYPENAME, Field, Fragment, SelectionSet
from gateway.federation.language.type_reference import named_type
from gateway.federation.supergraph.model import Supergraph

Alternatives = tuple[Path, ...]


def walk(finder: PathFinder, root: Node, selections: SelectionSet) -> tuple[Alternatives, ...]:
    """The alternatives of each leaf, in the order of the operation.

    Introspection fields and ``__typename`` at the root need no subgraph and are left out.

    Raises:
        PlanningError: a field that no path reaches; after a satisfied composition this is a bug
            of ours, not of the client.
    """
    walker = _Walker(finder, finder.graph.supergraph)
    fetched = tuple(
        selection
        for selection in selections
        if not (isinstance(selection, Field) and selection.name.startswith("__"))
    )
    return tuple(walker.selections([Path(root)], fetched, root.type_name))


@dataclass(frozen=True, slots=True)
class _Walker:
    finder: PathFinder
    supergraph: Supergraph

    def selections(
        self, paths: list[Path], selections: SelectionSet, type_name: str
    ) -> Iterator[Alternatives]:
        for selection in selections:
            if isinstance(selection, Fragment):
                yield from self._fragment(paths, selection)
            else:
                yield from self._field(paths, selection, type_name)

    def _fragment(self, paths: list[Path], fragment: Fragment) -> Iterator[Alternatives]:
        narrowed = self.finder.to_type(paths, fragment.type_condition)
        if narrowed:
            yield from self.selections(narrowed, fragment.selections, fragment.type_condition)

    def _field(self, paths: list[Path], field: Field, type_name: str) -> Iterator[Alternatives]:
        found = self.finder.to_field(paths, field)
        if not found:
            yield from self._expand(paths, field, type_name)
        elif self._is_leaf(field, type_name):
            yield tuple(found)
        else:
            yield from self._below(found, field)

    def _below(self, found: list[Path], field: Field) -> Iterator[Alternatives]:
        below = tuple(self.selections(found, field.selections, _type_below(found, field)))
        # Where nothing is left to select (all skipped, or only types that these subgraphs never
        # return), the object itself is still asked for: whether it is null is part of the answer.
        yield from below or (tuple(self.finder.to_field(found, TYPENAME)),)

    def _is_leaf(self, field: Field, type_name: str) -> bool:
        if field.selections or field.name == TYPENAME.name:
            return not field.selections
        info = self.supergraph.types[type_name].fields[field.name]
        return not self.supergraph.types[named_type(info.type)].is_composite

    def _expand(self, paths: list[Path], field: Field, type_name: str) -> Iterator[Alternatives]:
        """A field of an abstract type that must be asked for object type by object type."""
        info = self.supergraph.types[type_name]
        reached = False
        if info.is_abstract:
            for name in self.supergraph.possible_types[type_name]:
                narrowed = self.finder.to_type(paths, name)
                if narrowed:
                    reached = True
                    yield from self._field(narrowed, field, name)
        if not reached:
            places = ", ".join(str(path.tail) for path in paths)
            raise PlanningError(f"no path reaches {type_name}.{field.name} from {places}")


def _type_below(found: list[Path], field: Field) -> str:
    names = {path.tail.type_name for path in found}
    if len(names) > 1:
        raise PlanningError(
            f"the subgraphs differ in the type of {field.name}: {', '.join(sorted(names))}"
        )
    return names.pop()
