"""Which requests a plan sends: the entity fetches of one subgraph travel together.

In: a plan without conditions, and the whole plan. Out: its calls, each one request for one or more
fetches. Entity fetches of one subgraph that stand at the same depth of the plan make one call,
which can never close a circle. One for which no other waits travels with its subgraph's last call
for entities of the same type, since the answer waits for that anyhow.

Fetches that ask the same of objects at different paths share one list of representations. Each
other question has a list and an alias of its own, so what one fetch lacks costs the others nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import msgspec

from gateway.federation.language.printer import print_selections, print_variables
from gateway.federation.language.selection import (
    Field,
    Fragment,
    OperationKind,
    SelectionSet,
    VariableDefinition,
)
from gateway.federation.plan.nodes import Fetch, QueryPlan

_ENTITIES = "_entities"


@dataclass(frozen=True, slots=True)
class Question:
    """What a call asks with one list of representations.

    Attributes:
        fetches: they differ in nothing but the path of the objects they extend.
        key: of the answer in the reply. ``variable``: carries the representations.
        context: only objects below these values are meant (``contexts``); None: all.
    """

    fetches: tuple[Fetch, ...]
    key: str = _ENTITIES
    variable: str = ""
    context: tuple[bytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request, sent once however many places need its answer.

    Attributes:
        id: of its first fetch.
        questions: for a call that selects from a root type, one without representations.
        is_read: it carries no mutation, so it may be sent twice.
        after: ids of calls that must have ended.
        head: the request's body up to and with the query text.
        lists: for each question, the name of its list in JSON.
        variables: the client's variables that the text uses.
        selections: of its first fetch, conditions and all, for who words the call anew.
        constants: variables of the gateway's own, with their values.
    """

    id: int
    subgraph: str
    is_entity_call: bool
    is_read: bool
    questions: tuple[Question, ...]
    after: tuple[int, ...]
    head: bytes
    lists: tuple[bytes, ...]
    variables: tuple[str, ...]
    selections: SelectionSet
    constants: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def fetches(self) -> tuple[Fetch, ...]:
        """All fetches, question by question."""
        return tuple(fetch for question in self.questions for fetch in question.fetches)

    def body(
        self, representations: Sequence[Iterable[bytes]], variables: Mapping[str, bytes]
    ) -> bytes:
        """The JSON to send; of the client's variables only those that the text uses.

        ``representations`` has one item for each question of an entity call.
        """
        members = [
            b"%b[%b]" % (name, b",".join(listed))
            for name, listed in zip(self.lists, representations, strict=False)
        ]
        if self.variables:
            members += [
                b'"%b":%b' % (name.encode(), variables[name])
                for name in self.variables
                if name in variables
            ]
        if self.constants:
            members += [b'"%b":%b' % (key.encode(), value) for key, value in self.constants.items()]
        if not members:
            return self.head + b"}"
        return b'%b,"variables":{%b}}' % (self.head, b",".join(members))


def group_fetches(plan: QueryPlan, whole: QueryPlan) -> tuple[tuple[Call, ...], ...]:
    """The calls of each stage; each stands behind those that it waits for.

    The texts are those of the ``whole`` plan, conditions and all: a selection of which nothing is
    left could not be printed.
    """
    wording = _Wording(
        {fetch.id: fetch.selections for fetch in whole.fetches}, whole.operation.variables
    )
    return tuple(_calls_of_stage(stage, wording) for stage in plan.stages)


@dataclass(frozen=True, slots=True)
class _Wording:
    selections: Mapping[int, SelectionSet]
    definitions: tuple[VariableDefinition, ...]


def _calls_of_stage(stage: tuple[Fetch, ...], wording: _Wording) -> tuple[Call, ...]:
    groups: dict[object, list[Fetch]] = {}
    for depth, fetch in _in_order_of_departure(stage):
        travels_alone = fetch.requires is None or fetch.contexts
        companions = fetch.id if travels_alone else (depth, fetch.subgraph)
        groups.setdefault(companions, []).append(fetch)
    call_of = {fetch.id: group[0].id for group in groups.values() for fetch in group}
    return tuple(_call(tuple(group), call_of, wording) for group in groups.values())


def _in_order_of_departure(stage: tuple[Fetch, ...]) -> list[tuple[int, Fetch]]:
    """Each fetch with the depth at which it is sent: its own, or that of a later companion."""
    depths = _depths(stage)
    awaited = {before for fetch in stage for before in fetch.after}
    last: dict[object, int] = {}
    for fetch in stage:
        company = _company(fetch)
        last[company] = max(last.get(company, 0), depths[fetch.id])
    leaving = (
        (depths[each.id] if each.id in awaited else last[_company(each)], each) for each in stage
    )
    return sorted(leaving, key=itemgetter(0))


def _company(fetch: Fetch) -> object:
    types = tuple(
        each.type_condition for each in fetch.requires or () if isinstance(each, Fragment)
    )
    return fetch.subgraph, types


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


def _call(fetches: tuple[Fetch, ...], call_of: Mapping[int, int], wording: _Wording) -> Call:
    first = fetches[0]
    questions = _questions(fetches, {each.name for each in wording.definitions})
    text, variables = first.operation_text, first.variables
    if len(questions) > 1:
        used = {name for each in fetches for name in _variables(wording.selections[each.id])}
        declared = tuple(each for each in wording.definitions if each.name in used)
        asked = [(each, wording.selections[each.fetches[0].id]) for each in questions]
        text = joint_text(asked, declared)
        variables = tuple(each.name for each in declared)
    # What an earlier stage did has ended before this stage begins.
    after = [call_of[each] for fetch in fetches for each in fetch.after if each in call_of]
    return Call(
        id=first.id,
        subgraph=first.subgraph,
        is_entity_call=first.requires is not None,
        is_read=first.kind is not OperationKind.MUTATION,
        questions=questions,
        after=tuple(dict.fromkeys(after)),
        head=b'{"query":' + msgspec.json.encode(text),
        lists=list_names(questions),
        variables=variables,
        selections=wording.selections[first.id],
    )


def _questions(fetches: tuple[Fetch, ...], taken: set[str]) -> tuple[Question, ...]:
    alike: dict[object, list[Fetch]] = {}
    for fetch in fetches:
        alike.setdefault(_look(fetch), []).append(fetch)
    if len(alike) == 1:
        return (Question(fetches, variable=fetches[0].representations_variable),)
    return tuple(
        Question(tuple(group), f"_{number}", free_name(f"representations_{number}", taken))
        for number, group in enumerate(alike.values())
    )


def _look(fetch: Fetch) -> object:
    return (
        fetch.operation_text,
        fetch.requires,
        fetch.selections,
        fetch.representations_variable,
        fetch.renames,
        fetch.typename_overrides,
    )


def free_name(name: str, taken: set[str]) -> str:
    """A name for a variable that the client has not taken."""
    while name in taken:
        name += "_"
    return name


def list_names(questions: Iterable[Question]) -> tuple[bytes, ...]:
    """The beginnings of the questions' lists among the variables."""
    return tuple(b'"%b":' % each.variable.encode() for each in questions)


def joint_text(
    questions: Sequence[tuple[Question, SelectionSet]], declared: tuple[VariableDefinition, ...]
) -> str:
    """The text that asks several questions, each under its own key."""
    lists = tuple(VariableDefinition(each.variable, "[_Any!]!") for each, _ in questions)
    fields = " ".join(
        f"{each.key}: {_ENTITIES}(representations: ${each.variable}) {print_selections(selections)}"
        for each, selections in questions
    )
    return f"query{print_variables((*lists, *declared))} {{ {fields} }}"


def _variables(selections: SelectionSet) -> Iterator[str]:
    for selection in selections:
        yield from (name for name, _ in selection.condition.tests)
        if isinstance(selection, Field):
            for argument in selection.arguments:
                yield from argument.variables
        yield from _variables(selection.selections)
