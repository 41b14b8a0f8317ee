"""Fields of the order process: no client sees them, no other caller may use them."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry.federation.schema_directives import Inaccessible
from strawberry.permission import BasePermission
from strawberry.types.field import StrawberryField


class ComesFromOurProcesses(BasePermission):
    """A valid internal token came with the request."""

    message = "this is the order process's; use its mutations instead"
    error_extensions = {"code": "FORBIDDEN"}  # noqa: RUF012 - the base class's declaration

    def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        """Whether the caller is internal."""
        del source, kwargs
        return bool(info.context.caller.is_internal)


def internal(resolver: Callable[..., Awaitable[Any]]) -> StrawberryField:
    """A root field that answers FORBIDDEN to everyone but our processes."""
    field: StrawberryField = strawberry.field(
        resolver=resolver,
        directives=[Inaccessible()],
        permission_classes=[ComesFromOurProcesses],
    )
    return field
