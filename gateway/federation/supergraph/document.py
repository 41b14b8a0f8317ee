"""A supergraph's text, parsed once for all who read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from graphql import DocumentNode, GraphQLSyntaxError, Node, parse

from gateway.federation.errors import SupergraphError

ResultT = TypeVar("ResultT")


def judge_document(sdl: str, judge: Callable[[DocumentNode], ResultT]) -> ResultT:
    """What ``judge`` makes of a supergraph's document.

    A large document without locations is parsed in half the time, so that only one that is
    refused is parsed with them: to tell the line.

    Raises:
        SupergraphError: no GraphQL, or what ``judge`` raises.
    """
    try:
        return judge(_parse(sdl, has_locations=False))
    except SupergraphError as error:
        if error.line:
            raise
    return judge(_parse(sdl, has_locations=True))


def line_of(node: Node | None) -> int:
    """Where a node is written, from 1; 0 when its document has no locations."""
    return node.loc.start_token.line if node is not None and node.loc else 0


def _parse(sdl: str, *, has_locations: bool) -> DocumentNode:
    try:
        return parse(sdl, no_location=not has_locations)
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 0
        message = error.message.rstrip(".")
        raise SupergraphError(f"cannot be read: {message}; correct the text", line) from error
