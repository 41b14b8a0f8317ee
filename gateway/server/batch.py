"""Several requests in one body: a JSON array, answered by one of as many answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import cast

import msgspec

from gateway.server.limits import LIMITS, Limits
from gateway.server.pipeline import GraphQLRequest
from gateway.server.refusal import RefusedRequestError
from gateway.server.request_error import RequestRefusedError


def require_bounded(requests: Sequence[GraphQLRequest], limits: Limits) -> None:
    """Refuse a batch that is too long, or empty.

    Raises:
        RefusedRequestError: it is (400).
    """
    if not requests:
        raise RefusedRequestError(400, "the body is an empty array; send a request")
    if len(requests) > limits.batch:
        message = f"{limits.told('batch', str(len(requests)))}; send them one by one"
        raise RefusedRequestError(400, message, LIMITS["batch"].code)


async def answer_all(
    requests: Sequence[GraphQLRequest], answer: Callable[[GraphQLRequest], Awaitable[bytes]]
) -> bytes:
    """The answers in the order of the requests; what is refused refuses no other."""

    async def answered(request: GraphQLRequest) -> bytes:
        try:
            return await answer(request)
        except RequestRefusedError as error:
            return msgspec.json.encode({"errors": error.errors})
        except RefusedRequestError as error:
            return error.body

    answers = await asyncio.gather(*map(answered, requests), return_exceptions=True)
    for found in answers:
        # Raised when all have ended: a defect of one must not stop another's mutation half-way.
        if isinstance(found, BaseException):
            raise found
    return b"[%s]" % b",".join(cast("list[bytes]", answers))
