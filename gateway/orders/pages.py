"""Relay pages: how a page is asked for and shown. Pure."""

from dataclasses import dataclass
from typing import Any

from chassis.errors import BadUserInputError
from chassis.relay import decode_cursor, page_size

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The arguments of a connection; cursors hold the position in the order of making."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    @property
    def size(self) -> int:
        """How many edges at most; raises BadUserInputError for a size that is none."""
        return page_size(self.first, self.last)

    @property
    def backwards(self) -> bool:
        """Whether the newest are wanted."""
        return self.last is not None

    @property
    def above(self) -> int:
        """The position after which it begins; raises BadUserInputError for a foreign cursor."""
        return _position(self.after) if self.after else 0

    @property
    def below(self) -> int | None:
        """The position before which it ends."""
        return _position(self.before) if self.before else None


def show_page(found: list[Document], request: PageRequest) -> Document:
    """A connection of nodes with a ``cursor``, oldest first.

    ``found`` is in the order of the search, one more than the size when there are more.
    """
    has_more = len(found) > request.size
    nodes = found[: request.size]
    nodes = nodes[::-1] if request.backwards else nodes
    cursors = [node["cursor"] for node in nodes]
    return {
        "edges": [{"cursor": node["cursor"], "node": node} for node in nodes],
        "page_info": {
            "has_next_page": request.below is not None if request.backwards else has_more,
            "has_previous_page": has_more if request.backwards else request.above > 0,
            "start_cursor": cursors[0] if cursors else None,
            "end_cursor": cursors[-1] if cursors else None,
        },
    }


def _position(cursor: str) -> int:
    try:
        return int(decode_cursor(cursor)[0])
    except ValueError as error:
        message = f"{cursor!r} is no cursor of this list; pass one of its own unchanged"
        raise BadUserInputError(message) from error
