"""What one request may ask: the table of limits, each with its code, its default and its unit.

The page ``docs/door.md`` is made from it. A limit is checked before what it protects is done: the
text before it is parsed, the document before it is validated, the cost before it is executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, get_type_hints

import msgspec
from graphql import GraphQLError, Node

from gateway.server.request_error import RequestRefusedError, located_refusal


def _limit(code: str, what: str, least: int = 1) -> msgspec.Meta:
    return msgspec.Meta(ge=least, description=what, extra={"code": code})


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """``door.limits`` of ``unisono.yaml``; all counts are of what fragments spread out to."""

    body: Annotated[int, _limit("BODY_LIMIT_EXCEEDED", "bytes in the body")] = 1024 * 1024
    import_body: Annotated[
        int, _limit("BODY_LIMIT_EXCEEDED", "bytes in the body of an import of orders")
    ] = 8 * 1024 * 1024
    in_progress: Annotated[
        int, _limit("LOAD_LIMIT_EXCEEDED", "requests in progress in one process")
    ] = 512
    batch: Annotated[int, _limit("BATCH_LIMIT_EXCEEDED", "requests in one body", 0)] = 0
    characters: Annotated[int, _limit("CHARACTER_LIMIT_EXCEEDED", "characters in the document")] = (
        100_000
    )
    tokens: Annotated[int, _limit("TOKEN_LIMIT_EXCEEDED", "tokens in the document")] = 10_000
    operations: Annotated[int, _limit("OPERATION_LIMIT_EXCEEDED", "operations in the document")] = (
        50
    )
    fragments: Annotated[
        int, _limit("FRAGMENT_LIMIT_EXCEEDED", "fragments defined in the document", 0)
    ] = 100
    variables: Annotated[
        int, _limit("VARIABLE_LIMIT_EXCEEDED", "variables of one operation", 0)
    ] = 100
    depth: Annotated[int, _limit("DEPTH_LIMIT_EXCEEDED", "levels of fields")] = 15
    root_fields: Annotated[int, _limit("ROOT_FIELD_LIMIT_EXCEEDED", "fields at the root")] = 20
    aliases: Annotated[int, _limit("ALIAS_LIMIT_EXCEEDED", "aliases", 0)] = 100
    directives: Annotated[int, _limit("DIRECTIVE_LIMIT_EXCEEDED", "directives", 0)] = 50
    selections: Annotated[int, _limit("SELECTION_LIMIT_EXCEEDED", "selections")] = 10_000
    comparisons: Annotated[
        int,
        _limit("VALIDATION_LIMIT_EXCEEDED", "comparisons of fields under one name, each twice"),
    ] = 100_000
    list_size: Annotated[
        int, _limit("LIST_SIZE_LIMIT_EXCEEDED", "objects asked for in one list")
    ] = 1_000
    cost: Annotated[int, _limit("COST_LIMIT_EXCEEDED", "units of estimated cost")] = 100_000
    followed: Annotated[
        int,
        _limit("FOLLOWED_LIMIT_EXCEEDED", "operations followed at a time over one connection"),
    ] = 100

    def require(self, name: str, found: int, node: Node | None = None) -> None:
        """Refuse what is more than the limit of this name allows.

        Raises:
            RequestRefusedError: it is; the error stands at ``node``.
        """
        if found > getattr(self, name):
            raise self.refusal(name, str(found), node)

    def refusal(self, name: str, found: str, node: Node | None = None) -> RequestRefusedError:
        """The refusal of ``found``, which is more than this limit allows."""
        message = f"{self.told(name, found)}; ask for less at once"
        code = LIMITS[name].code
        if node is None:
            return RequestRefusedError.because(message, code)
        return located_refusal([GraphQLError(message, node)], code)

    def told(self, name: str, found: str) -> str:
        """What is too much, as a clause."""
        return f"too many {LIMITS[name].what}: {found}, at most {getattr(self, name)}"


@dataclass(frozen=True, slots=True)
class Limit:
    """One row.

    Attributes:
        key: the name in a configuration.
        what: of which there may not be more; in the plural.
    """

    key: str
    code: str
    what: str
    default: int


DEFAULT_LIMITS: Final = Limits()
# For a person's own documents, at his own machine.
WIDE_LIMITS: Final = Limits(
    characters=10_000_000,
    tokens=15_000,
    operations=1_000_000,
    fragments=1_000_000,
    variables=1_000_000,
    depth=10_000,
    root_fields=1_000_000,
    aliases=1_000_000,
    directives=1_000_000,
    comparisons=1_000_000,
)


def _rows() -> dict[str, Limit]:
    hints = get_type_hints(Limits, include_extras=True)
    keys = dict(zip(Limits.__struct_fields__, Limits.__struct_encode_fields__, strict=True))
    rows = {}
    for name, key in keys.items():
        (meta,) = hints[name].__metadata__
        rows[name] = Limit(key, meta.extra["code"], meta.description, getattr(DEFAULT_LIMITS, name))
    return rows


LIMITS: Final[Mapping[str, Limit]] = _rows()
