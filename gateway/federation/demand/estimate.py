"""The estimated cost of an operation (cost specification v0.1), and the longest list it asks for.

An object weighs 1 and a leaf nothing, unless ``@cost`` says otherwise; a list weighs its elements
times its size; a field of a mutation's root weighs 10 more. Of fragments on several object types
the heaviest counts, since an object has one type. What ``@skip`` may leave out counts.

Without ``@listSize`` the arguments ``first`` and ``last`` say how long a list, or a connection's
``edges`` and ``nodes``, will be (Relay cursor connections specification).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graphql import parse_value, value_from_ast_untyped

from gateway.federation.demand.amounts import Amount, Values, greatest, product, total
from gateway.federation.demand.model import CostModel, ListSize
from gateway.federation.language.selection import (
    Argument,
    Field,
    Fragment,
    Operation,
    OperationKind,
    SelectionSet,
)
from gateway.federation.language.type_reference import list_depth, named_type
from gateway.federation.supergraph.model import ArgumentInfo, FieldInfo, Supergraph, TypeKind

MUTATION_WEIGHT: Final = 10
OBJECT_WEIGHT: Final = 1
RELAY_ARGUMENTS: Final = ("first", "last")
RELAY_LISTS: Final = ("edges", "nodes")
_ABSENT: Final = -1


@dataclass(frozen=True, slots=True)
class Demand:
    """What an operation asks for at most.

    Attributes:
        longest_list: the greatest size that an argument asks for; 0: no argument does.
    """

    cost: Amount
    longest_list: Amount

    @property
    def is_constant(self) -> bool:
        """Whether it is the same for all variables."""
        return isinstance(self.cost, int) and isinstance(self.longest_list, int)


def estimate(
    operation: Operation, supergraph: Supergraph, model: CostModel, assumed_size: int
) -> Demand:
    """The demand of an operation in its normal form.

    ``assumed_size`` is that of lists of which nothing is said.
    """
    estimator = _Estimator(supergraph, model, assumed_size, [])
    root = supergraph.root_types[operation.kind.value]
    cost = estimator.selections(operation.selections, root, {})
    if operation.kind is OperationKind.MUTATION:
        cost = total((cost, MUTATION_WEIGHT * len(operation.selections)))
    return Demand(cost, greatest(estimator.asked))


@dataclass(frozen=True, slots=True)
class _Estimator:
    """Walks down an operation; ``asked`` collects the sizes that arguments ask for."""

    supergraph: Supergraph
    model: CostModel
    assumed_size: int
    asked: list[Amount]

    def selections(
        self, selections: SelectionSet, type_name: str, sizes: Mapping[str, Amount]
    ) -> Amount:
        """What is selected of one object; ``sizes`` of its lists that are known from above."""
        shared: list[Amount] = []
        by_type: dict[str, list[Amount]] = {}
        for each in selections:
            if isinstance(each, Fragment):
                below = self.selections(each.selections, each.type_condition, sizes)
                by_type.setdefault(each.type_condition, []).append(below)
            elif not each.name.startswith("__"):
                shared.append(self._field(each, type_name, sizes.get(each.name)))
        return total((*shared, greatest(map(total, by_type.values()))))

    def _field(self, field: Field, type_name: str, size: Amount | None) -> Amount:
        info = self.supergraph.types[type_name].fields[field.name]
        rule = self.model.list_sizes.get((type_name, field.name)) or self._by_convention(info)
        own, below = self._sizes(field, info, rule)
        target = named_type(info.type)
        each = total(
            (
                self._weight(type_name, field.name, target),
                self.selections(field.selections, target, below),
            )
        )
        counted = product((own if size is None else size, each))
        return total((counted, *self._arguments(field, info, type_name)))

    def _weight(self, type_name: str, field_name: str, target: str) -> int:
        weights = self.model.weights
        is_composite = self.supergraph.types[target].is_composite
        usual = OBJECT_WEIGHT if is_composite else 0
        return weights.get((type_name, field_name), weights.get((target,), usual))

    def _by_convention(self, info: FieldInfo) -> ListSize:
        arguments = tuple(name for name in RELAY_ARGUMENTS if name in info.arguments)
        if not arguments or list_depth(info.type):
            return ListSize(slicing_arguments=arguments)
        below = self.supergraph.types[named_type(info.type)].fields
        sized = (name for name in RELAY_LISTS if name in below and list_depth(below[name].type))
        return ListSize(slicing_arguments=arguments, sized_fields=tuple(sized))

    def _sizes(
        self, field: Field, info: FieldInfo, rule: ListSize
    ) -> tuple[Amount, dict[str, Amount]]:
        """How many objects the field brings, and how many some lists below each of them."""
        depth = list_depth(info.type)
        size = self._size(field, info, rule)
        if rule.sized_fields:
            return self.assumed_size**depth, dict.fromkeys(rule.sized_fields, size)
        if depth == 0:
            return 1, {}
        return product((size, self.assumed_size ** (depth - 1))), {}

    def _size(self, field: Field, info: FieldInfo, rule: ListSize) -> Amount:
        given = {argument.name: argument for argument in field.arguments}
        fallback = self.assumed_size if rule.assumed_size is None else rule.assumed_size
        asked = [
            _asked(given.get(name), info.arguments[name])
            for name in rule.slicing_arguments
            if name in info.arguments
        ]
        size = greatest((_ABSENT, *asked))
        self.asked.append(size)
        if isinstance(size, int):
            return fallback if size == _ABSENT else size
        return lambda values: fallback if (found := size(values)) == _ABSENT else found

    def _arguments(self, field: Field, info: FieldInfo, type_name: str) -> Iterator[Amount]:
        for argument in field.arguments:
            weight = self.model.weights.get((type_name, field.name, argument.name), 0)
            target = named_type(info.arguments[argument.name].type)
            yield weight
            if self.supergraph.types[target].kind is TypeKind.INPUT:
                yield self._input(argument, target)

    def _input(self, argument: Argument, target: str) -> Amount:
        """The weights of an input's fields, where any has one."""
        if not any(
            coordinate[0] in self._inputs(target, set()) for coordinate in self.model.weights
        ):
            return 0
        if not argument.variables:
            return self._value(value_from_ast_untyped(parse_value(argument.text)), target)
        literal = parse_value(argument.text)
        return lambda values: self._value(value_from_ast_untyped(literal, dict(values)), target)

    def _inputs(self, target: str, known: set[str]) -> set[str]:
        if target not in known:
            known.add(target)
            for info in self.supergraph.types[target].fields.values():
                self._inputs(named_type(info.type), known)
        return known

    def _value(self, value: object, target: str) -> int:
        if isinstance(value, list):
            return sum(self._value(each, target) for each in value)
        if not isinstance(value, dict):
            return self.model.weights.get((target,), 0)
        fields = self.supergraph.types[target].fields
        return self.model.weights.get((target,), 0) + sum(
            self.model.weights.get((target, name), 0)
            + self._value(each, named_type(fields[name].type))
            for name, each in value.items()
            if name in fields
        )


def _asked(argument: Argument | None, info: ArgumentInfo) -> Amount:
    """The size that an argument asks for; what it is by default where it is not given."""
    usual = _number(info.default_text)
    if argument is None:
        return usual
    if not argument.variables:
        return _number(argument.text)
    (name,) = argument.variables
    return lambda values: _size_in(values, name, usual)


def _size_in(values: Values, name: str, usual: int) -> int:
    found = values.get(name, usual)
    return found if isinstance(found, int) and found >= 0 else _ABSENT


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else _ABSENT
