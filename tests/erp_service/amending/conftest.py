"""An order that is changed."""

from typing import Any

from tests.erp_service.conftest import ORDER, PARTS, Erp

ERRORS = "userErrors { code message path ... on ErpRefusal { currentRevision lineId lineStatus minimumQuantity } }"
CHANGE = f"""mutation($input: ErpSalesOrderChangeInput!) {{
  changeSalesOrder(input: $input) {{ salesOrder {ORDER} {ERRORS} }}
}}"""
TRY = f"""mutation($input: ErpSalesOrderChangeInput!) {{
  simulateSalesOrderChange(input: $input) {{
    netTotal {{ amount }} grossTotal {{ amount }} prepaymentDue {{ amount }} creditStatus exposureAfter {{ amount }}
    lines {{ lineId sku quantity availableOnRequestedDate effectiveDate confirmed {PARTS} netAmount {{ amount }}
      alternatives {{ kind sku quantity heldCandidate deliveries {PARTS} orderGrossTotal {{ amount }} }} }}
    {ERRORS} }}
}}"""


def change(*lines: dict[str, Any], revision: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "externalReference": "ord_1",
        "expectedRevision": revision,
        "newRevision": revision + 1,
        "requestId": f"change-{revision}",
        "lines": list(lines),
        **changes,
    }


def line(index: int, sku: str, quantity: str, **changes: Any) -> dict[str, Any]:
    return {"lineId": f"ord_1-{index}", "sku": sku, "quantity": quantity, **changes}


async def apply(erp: Erp, *lines: dict[str, Any], **changes: Any) -> Any:
    return await erp.call(CHANGE, input=change(*lines, **changes))


async def refusals(erp: Erp, *lines: dict[str, Any], **changes: Any) -> list[tuple[str, Any]]:
    """The codes and places of a refused change, which its dry run refuses too."""
    wanted = change(*lines, **changes)
    tried = (await erp.call(TRY, input=wanted))["userErrors"]
    done = await erp.call(CHANGE, input=wanted)
    assert done["salesOrder"] is None
    if tried:
        assert tried == done["userErrors"]
    return [(each["code"], each["path"]) for each in done["userErrors"]]
