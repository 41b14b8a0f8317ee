"""Field sets: the little language in ``@key``, ``@requires`` and ``@provides``."""

from functools import lru_cache

from graphql import GraphQLSyntaxError, OperationDefinitionNode, parse

from gateway.federation.errors import FieldSetError, OperationError
from gateway.federation.language.from_ast import selections_from_ast
from gateway.federation.language.selection import SelectionSet


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
        return selections_from_ast(definition.selection_set)
    except OperationError as error:
        raise FieldSetError(f"the field set is too large: {error}") from error
    except KeyError as error:
        raise FieldSetError(f"the field set spreads the fragment {error}; write it out") from error
