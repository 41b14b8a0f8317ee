"""A supergraph's text, parsed once for all who read it."""

from __future__ import annotations

from graphql import DocumentNode, GraphQLSyntaxError, parse

from gateway.federation.errors import SupergraphError


def parse_supergraph(sdl: str) -> DocumentNode:
    """The document, without locations: a large one is parsed in half the time.

    Raises:
        SupergraphError: no GraphQL.
    """
    try:
        return parse(sdl, no_location=True)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 0
        raise SupergraphError(f"line {line} cannot be read: {error.message}") from error
    except RecursionError as error:
        raise SupergraphError("the supergraph is nested too deeply to be read") from error
