"""Field sets: the little language in ``@key``, ``@requires`` and ``@provides``."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from gateway.federation.errors import FieldSetError, OperationError
from gateway.federation.language.from_ast import selections_from_ast
from gateway.federation.language.selection import Field, Selection, SelectionSet


# The same few texts stand on many types, and every stage reads them: parsing them costs most.
@lru_cache(maxsize=16_384)
def parse_field_set(text: str) -> SelectionSet:
    """Read a field set, with or without outer braces: ``id organization { id }``.

    Raises:
        FieldSetError: it is no selection set.
    """
    body = text.strip()
    try:
        document = parse(body if body.startswith("{") else f"{{ {body} }}", no_location=True)
    except GraphQLSyntaxError as error:
        message = error.message.rstrip(".")
        raise FieldSetError(f"the field set cannot be read: {message}") from error
    definition = document.definitions[0]
    if len(document.definitions) != 1 or not isinstance(definition, OperationDefinitionNode):
        raise FieldSetError("the field set is more than a selection of fields")
    if not definition.selection_set.selections:
        raise FieldSetError("the field set is empty; name at least one field")
    try:
        return _spread_out(selections_from_ast(definition.selection_set))
    except OperationError as error:
        raise FieldSetError(f"the field set is too large: {error}") from error
    except KeyError as error:
        raise FieldSetError(f"the field set spreads the fragment {error}; write it out") from error


def _spread_out(selections: SelectionSet) -> SelectionSet:
    """Without the fragments that name no type: they are on the type around them."""
    return tuple(each for selection in selections for each in _spread(selection))


def _spread(selection: Selection) -> Iterator[Selection]:
    if isinstance(selection, Field) or selection.type_condition:
        inner = _spread_out(selection.selections) if selection.selections else ()
        yield replace(selection, selections=inner) if inner != selection.selections else selection
    else:
        yield from _spread_out(selection.selections)
