"""The operation that cannot be answered, as text a developer may try."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.federation.composition.satisfiability.api import Reading, Step
from gateway.federation.language.type_reference import (
    ListType,
    NamedType,
    NonNullType,
    TypeReference,
)
from gateway.federation.supergraph.model import FieldInfo, Supergraph, TypeKind

_SAMPLES = {"Int": "0", "Float": "3.14", "Boolean": "true", "ID": '"<any id>"'}


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps from a root type, as a list that shares its beginnings."""

    root: str
    last: Step | None = None
    before: Trace | None = None

    def then(self, step: Step) -> Trace:
        """One step further."""
        return Trace(self.root, step, self)

    def steps(self) -> list[Step]:
        """First to last."""
        found: list[Step] = []
        trace: Trace | None = self
        while trace is not None and trace.last is not None:
            found.append(trace.last)
            trace = trace.before
        return found[::-1]


def print_witness(trace: Trace, supergraph: Supergraph) -> str:
    """``{ a { ... on T { b } } }``, one step a line; required arguments have sample values."""
    kind = next(kind for kind, name in supergraph.root_types.items() if name == trace.root)
    steps = trace.steps()
    heads = ["" if kind == "query" else f"{kind} ", *(_head(step, supergraph) for step in steps)]
    if not steps[-1].is_leaf:
        heads.append("...")
    last = len(heads) - 1
    lines = [f"{'  ' * depth}{head} {{" for depth, head in enumerate(heads[:-1])]
    lines = [line.replace("  {", " {") for line in lines]
    lines[0] = lines[0].lstrip()
    lines.append(f"{'  ' * last}{heads[-1]}")
    lines.extend(f"{'  ' * depth}}}" for depth in reversed(range(last)))
    return "\n".join(lines)


def _head(step: Step, supergraph: Supergraph) -> str:
    if not isinstance(step, Reading):
        return f"... on {step.target}"
    return f"{step.field.name}{_arguments(step.field, supergraph)}"


def _arguments(info: FieldInfo, supergraph: Supergraph) -> str:
    given = [
        f"{each.name}: {_sample(each.type, supergraph)}"
        for each in info.arguments.values()
        if isinstance(each.type, NonNullType) and each.default_text is None
    ]
    return f"({', '.join(given)})" if given else ""


def _sample(reference: TypeReference, supergraph: Supergraph) -> str:
    match reference:
        case NonNullType(of):
            return _sample(of, supergraph)
        case ListType():
            return "[]"
        case NamedType(name):
            return _sample_of(name, supergraph)
    raise AssertionError(f"no type: {reference}")


def _sample_of(name: str, supergraph: Supergraph) -> str:
    info = supergraph.types[name]
    if info.kind is TypeKind.ENUM:
        return next(iter(info.enum_values))
    if info.kind is TypeKind.INPUT:
        given = (
            f"{each.name}: {_sample(each.type, supergraph)}"
            for each in info.fields.values()
            if isinstance(each.type, NonNullType)
        )
        return f"{{{', '.join(given)}}}"
    return _SAMPLES.get(name, '"<some value>"')
