"""The documentation page of the unified order status, made from the table."""

from collections.abc import Iterable

from gateway.orders.status import BEHIND, STATUS_TABLE, StatusRow

_HEAD = """\
# The unified order status

Made from `gateway/orders/status.py` by `scripts/document_order_status.py`; do not edit.

The first row that fits decides, from top to bottom; an empty cell fits anything, `-` means that
there is none. *Running* is a change that the ERP has not agreed to yet. The actions are what
`allowedActions` tells; `RETRY_SYNC` is added while sync is {behind}.
A hold for credit is shown as `PREPAYMENT` while a prepayment would release it.

| # | CRM quote | ERP order | sync | running | status | hold | actions |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def status_page() -> str:
    """The page as Markdown."""
    behind = " or ".join(f"`{state}`" for state in sorted(BEHIND))
    rows = (_row(number, row) for number, row in enumerate(STATUS_TABLE, 1))
    return _HEAD.format(behind=behind) + "\n".join(rows) + "\n"


def _row(number: int, row: StatusRow) -> str:
    cells = (
        str(number),
        _any_of(row.quote),
        _any_of(row.erp),
        _any_of(row.sync),
        row.running or "",
        f"**{row.status}**",
        row.hold or "",
        ", ".join(row.actions),
    )
    return f"| {' | '.join(cells)} |"


def _any_of(values: Iterable[str | None] | None) -> str:
    return ", ".join(sorted(value or "-" for value in values or ()))
