"""The documentation page of conflicts, made from the table of codes."""

from gateway.orders.reconciliation.codes import CODES, ConflictCode

_HEAD = """\
# Conflicts of CRM and ERP

Made from `gateway/orders/reconciliation/codes.py` by `scripts/document_conflicts.py`; do not edit.

`startReconciliation`, `unisono reconcile` and the clock (`orders.reconcileEveryMinutes` of
`unisono.yaml`) compare both systems. A finding counts when two reads made it alike and nothing was
on its way in between. An order has one: the first row that fits.

What blocks is NEEDS_ATTENTION until a person decides by `resolveConflict`; *guarded* orders get a
delivery block at once. Of the others the first way out is taken by the run that finds them, unless
it was told not to repair (`repair: false`, `unisono reconcile` without `--repair`).

| code | found | blocks | master | ways out |
| --- | --- | --- | --- | --- |
"""


def conflicts_page() -> str:
    """The page as Markdown."""
    return _HEAD + "\n".join(_row(code, each) for code, each in CODES.items()) + "\n"


def _row(code: str, each: ConflictCode) -> str:
    blocks = "yes" if each.blocks else "no"
    blocks = f"{blocks}, guarded" if each.is_guarded else blocks
    master = "a person" if each.master == "GATEWAY" else each.master
    ways = "; ".join(f"`{action}`: {does}" for action, does in each.actions.items())
    return f"| {code} | {each.found} | {blocks} | {master} | {ways} |"
