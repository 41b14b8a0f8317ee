"""Selections and operations as GraphQL text, compact and deterministic."""

from gateway.federation.language.selection import (
    Argument,
    Condition,
    Field,
    Operation,
    Selection,
    SelectionSet,
    VariableDefinition,
)


def print_operation(operation: Operation) -> str:
    """The whole operation on one line, as it is sent to a subgraph."""
    variables = print_variables(operation.variables)
    name = f" {operation.name}" if operation.name else ""
    selections = print_selections(operation.selections)
    if operation.kind == "query" and not name and not variables:
        return selections
    return f"{operation.kind}{name}{variables} {selections}"


def print_variables(variables: tuple[VariableDefinition, ...]) -> str:
    """``($id: ID!, $first: Int = 10)``, or nothing."""
    if not variables:
        return ""
    definitions = (
        f"${variable.name}: {variable.type_text}"
        + (f" = {variable.default_text}" if variable.default_text is not None else "")
        for variable in variables
    )
    return f"({', '.join(definitions)})"


def print_selections(selections: SelectionSet) -> str:
    """``{ id name(language: $l) ... on Book { title } }``; nothing for a leaf."""
    if not selections:
        return ""
    return f"{{ {' '.join(_print(selection) for selection in selections)} }}"


def print_arguments(arguments: tuple[Argument, ...]) -> str:
    """``(first: 10, after: $after)``, or nothing."""
    if not arguments:
        return ""
    return f"({', '.join(f'{argument.name}: {argument.text}' for argument in arguments)})"


def _print(selection: Selection) -> str:
    if isinstance(selection, Field):
        alias = "" if selection.response_key == selection.name else f"{selection.response_key}: "
        head = f"{alias}{selection.name}{print_arguments(selection.arguments)}"
    else:
        head = f"... on {selection.type_condition}" if selection.type_condition else "..."
    on_itself, around = _split(selection.condition)
    head += "".join(_print_test(*test) for test in on_itself)
    body = print_selections(selection.selections)
    text = f"{head} {body}" if body else head
    for test in around:
        text = f"...{_print_test(*test)} {{ {text} }}"
    return text


def _split(condition: Condition) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Neither directive may stand twice on one selection; further tests need a fragment each."""
    first = {expected: (variable, expected) for variable, expected in reversed(condition.tests)}
    on_itself = [test for test in condition.tests if test in first.values()]
    return on_itself, [test for test in condition.tests if test not in on_itself]


def _print_test(variable: str, expected: bool) -> str:
    return f" @{'include' if expected else 'skip'}(if: ${variable})"
