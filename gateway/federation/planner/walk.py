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
from gateway.federation.supergraph.model import Supergraph, TypeKind

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
        """The leaves below; ``type_name`` is the supergraph's, a path's may be more special."""
        for selection in selections:
            if isinstance(selection, Fragment):
                yield from self._fragment(paths, selection, type_name)
            else:
                yield from self._field(paths, selection, type_name)

    def _fragment(
        self, paths: list[Path], fragment: Fragment, type_name: str
    ) -> Iterator[Alternatives]:
        name = fragment.type_condition
        is_union = self.supergraph.types[type_name].kind is TypeKind.UNION
        # Which subgraph is asked must make no difference, so only what each may return counts.
        if is_union and not all(self.finder.to_type([path], name) for path in paths):
            return
        narrowed = self.finder.to_type(paths, name)
        if narrowed:
            yield from self.selections(narrowed, fragment.selections, name)

    def _field(self, paths: list[Path], field: Field, type_name: str) -> Iterator[Alternatives]:
        found = self.finder.to_field(paths, field)
        if not found:
            yield from self._expand(paths, field, type_name)
        elif self._is_leaf(field, type_name):
            yield tuple(found)
        else:
            yield from self._composite(found, paths, field, type_name)

    def _composite(
        self, found: list[Path], paths: list[Path], field: Field, type_name: str
    ) -> tuple[Alternatives, ...]:
        try:
            return tuple(self._below(found, field, type_name))
        except PlanningError:
            # What is below an interface's field may be read below that of each object type.
            if not self._is_abstract(type_name):
                raise
            return tuple(self._expand(paths, field, type_name))

    def _below(self, found: list[Path], field: Field, type_name: str) -> Iterator[Alternatives]:
        info = self.supergraph.types[type_name].fields[field.name]
        below = tuple(self.selections(found, field.selections, named_type(info.type)))
        # Where nothing is left to select (all skipped, or only types that these subgraphs never
        # return), the object itself is still asked for: whether it is null is part of the answer.
        yield from below or (tuple(self.finder.to_field(found, TYPENAME)),)

    def _is_leaf(self, field: Field, type_name: str) -> bool:
        if field.selections or field.name == TYPENAME.name:
            return not field.selections
        info = self.supergraph.types[type_name].fields[field.name]
        return not self.supergraph.types[named_type(info.type)].is_composite

    def _expand(self, paths: list[Path], field: Field, type_name: str) -> Iterator[Alternatives]:
        """A field of an abstract type that must be asked for object type by object type.

        Each subgraph speaks for the objects that it returns, of all their types: what can be read
        of some of them only is no way to the field.
        """
        names = self.supergraph.possible_types[type_name] if self._is_abstract(type_name) else ()
        whole = [path for path in paths if self._reaches_all(path, field, names)]
        for name in names if whole else ():
            narrowed = self.finder.to_type(whole, name)
            if narrowed:
                yield from self._field(narrowed, field, name)
        if not whole:
            places = ", ".join(str(path.tail) for path in paths)
            raise PlanningError(f"no path reaches {type_name}.{field.name} from {places}")

    def _is_abstract(self, type_name: str) -> bool:
        return self.supergraph.types[type_name].is_abstract

    def _reaches_all(self, path: Path, field: Field, names: tuple[str, ...]) -> bool:
        found = [narrowed for name in names if (narrowed := self.finder.to_type([path], name))]
        return bool(found) and all(self.finder.to_field(each, field) for each in found)
