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
    head += _print_condition(selection.condition)
    body = print_selections(selection.selections)
    return f"{head} {body}" if body else head


def _print_condition(condition: Condition) -> str:
    return "".join(
        f" @{'include' if expected else 'skip'}(if: ${variable})"
        for variable, expected in condition.tests
    )
