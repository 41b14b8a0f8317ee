"""Execution of a Strawberry schema, without what only its own views need.

Strawberry makes an execution context, extensions and an operation record for each request. A
gateway sends the same few texts again and again: here a text is parsed and validated once, and
graphql-core executes Strawberry's resolvers directly. The same schema, the same answers.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from functools import lru_cache
from typing import Any, cast

import msgspec
import strawberry.federation
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    execute,
    parse,
    subscribe,
    validate,
)

from chassis.errors import BadUserInputError

CACHED_DOCUMENTS = 500
BAD_USER_INPUT = "BAD_USER_INPUT"
_log = logging.getLogger(__name__)


class GraphQLRequest(msgspec.Struct):
    """The parameters of a request (GraphQL over HTTP, section 5.1)."""

    query: str
    variables: dict[str, Any] | None = None
    operationName: str | None = None  # noqa: N815 - the name on the wire


decode_request = msgspec.json.Decoder(GraphQLRequest).decode


class SchemaExecutor:
    """Answers queries and mutations over one schema."""

    def __init__(self, schema: strawberry.federation.Schema) -> None:
        self._schema = schema._schema  # noqa: SLF001 - the graphql-core schema behind Strawberry's
        self._read = lru_cache(CACHED_DOCUMENTS)(self._parse_and_validate)

    async def execute(self, request: GraphQLRequest, context: object) -> dict[str, Any]:
        """The response: ``data``, and ``errors`` where there are any."""
        try:
            document = self._read(request.query)
        except GraphQLSyntaxError as error:
            return {"data": None, "errors": [error.formatted]}
        if not isinstance(document, DocumentNode):
            return {"data": None, "errors": _invalid(document)}
        result = execute(
            self._schema,
            document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operationName,
        )
        return _response(await result if inspect.isawaitable(result) else result)

    async def subscribe(
        self, request: GraphQLRequest, context: object
    ) -> AsyncGenerator[dict[str, Any], None]:
        """One response for each event; a request that is refused has a single one."""
        try:
            document = self._read(request.query)
        except GraphQLSyntaxError as error:
            yield {"data": None, "errors": [error.formatted]}
            return
        if not isinstance(document, DocumentNode):
            yield {"data": None, "errors": _invalid(document)}
            return
        found = subscribe(
            self._schema,
            document,
            context_value=context,
            variable_values=request.variables,
            operation_name=request.operationName,
        )
        events = await found if inspect.isawaitable(found) else found
        if isinstance(events, ExecutionResult):
            yield _response(events)
            return
        generator = cast("AsyncGenerator[ExecutionResult, None]", events)
        async with aclosing(generator):
            async for result in generator:
                yield _response(result)

    def _parse_and_validate(self, text: str) -> DocumentNode | list[GraphQLError]:
        document = parse(text)
        return validate(self._schema, document) or document


def _response(result: ExecutionResult) -> dict[str, Any]:
    response: dict[str, Any] = {"data": result.data}
    if result.errors:
        # Variables and the operation's name are judged before any resolver is asked.
        is_refused = result.data is None
        for error in result.errors:
            is_refused_at_once = is_refused and error.path is None
            is_told = is_refused_at_once or isinstance(error.original_error, BadUserInputError)
            code = {"code": BAD_USER_INPUT} if is_told else {}
            response.setdefault("errors", []).append(_formatted(error, code))
            if not is_told and not isinstance(error.original_error, GraphQLError | None):
                _log.error("a resolver failed at %s", error.path, exc_info=error.original_error)
    return response


def _invalid(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Errors of a text; a literal that its scalar refuses is the client's input."""
    bad: dict[str, Any] = {"code": BAD_USER_INPUT}
    return [
        _formatted(error, bad if isinstance(error.original_error, ValueError) else {})
        for error in errors
    ]


def _formatted(error: GraphQLError, extensions: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {**error.formatted}
    found = {**extensions, **(error.extensions or {})}
    return {**told, "extensions": found} if found else told
