"""Whether a document is valid against a schema: graphql-core's rules, every error with a place."""

from __future__ import annotations

from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate

# What the library says when it gives up, without a reason.
_GIVEN_UP = "Validation aborted."
_REASON = (
    "the document cannot be validated: its fragments are nested too deeply, or it selects too many "
    "fields under the same names; ask in several requests"
)


def find_errors(
    schema: GraphQLSchema,
    document: DocumentNode,
    most: int | None = None,
    *,
    suggests: bool = True,
) -> list[GraphQLError]:
    """The errors of a document (GraphQL specification, section 5), not many more than ``most``.

    ``suggests``: whether an unknown name is answered with names that exist.
    """
    errors = validate(schema, document, max_errors=most, hide_suggestions=not suggests)
    return [_located(error, document) for error in errors]


def _located(error: GraphQLError, document: DocumentNode) -> GraphQLError:
    if error.locations and error.message != _GIVEN_UP:
        return error
    message = _REASON if error.message == _GIVEN_UP else error.message
    return GraphQLError(message, document.definitions[0])
