"""An order for an address that was only begun is INCOMPLETE: promised, and kept in the house (§2.2)."""

from typing import Any

import pytest

from tests.erp_service.amending.conftest import apply
from tests.erp_service.conftest import Erp, order
from tests.erp_service.fulfilment.conftest import Staff

FIELDS = "... on SalesOrder { status incompleteFields }"
WHERE = {"country": "DE", "timeZone": "Europe/Berlin"}
FULL = {**WHERE, "street": "Ringstr.", "postalCode": "80331", "city": "München"}


async def placed(erp: Erp, **told: str) -> Any:
    return (await erp.place(order(("SEAL-5", "10"), shipTo={**WHERE, **told})))["salesOrder"]


async def state(erp: Erp, order_id: str) -> Any:
    (found,) = await erp.entities(FIELDS, {"__typename": "SalesOrder", "id": order_id})
    return found


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"street": "Ringstr."}, ["postalCode", "city"]),
        ({"street": " ", "houseNumber": "5", "city": "München"}, ["street"]),
        ({"houseNumber": "5"}, ["street", "postalCode", "city"]),
        ({"street": "Ringstr.", "city": "München"}, []),
        ({"street": "Ringstr.", "postalCode": "80331"}, []),
        ({"postalCode": "80331", "city": "München"}, []),
        ({"street": "Ringstr.", "postalCode": "80331", "city": "München"}, []),
        ({"city": "München"}, []),
    ],
)
async def test_what_a_parcel_needs_is_told(erp: Erp, told: dict[str, str], missing: list[str]):
    found = await state(erp, (await placed(erp, **told))["id"])
    fields = [f"shipTo.{name}" for name in missing]
    status = "INCOMPLETE" if missing else "CONFIRMED"
    assert found == {"status": status, "incompleteFields": fields}


async def test_it_is_promised_and_not_picked_until_the_address_is_whole(erp: Erp):
    found = await placed(erp, street="Ringstr.")
    assert (found["status"], found["confirmation"], found["confirmedAt"]) == (
        *("INCOMPLETE", "FULL", None),
    )
    assert found["lines"][0]["reservedQuantity"] == "10"
    staff = Staff(erp, found)
    (error,) = (await staff.pick("10"))["userErrors"]
    assert error["code"] == "NOT_ALLOWED_IN_STATE"
    assert "lacks shipTo.postalCode, shipTo.city" in error["message"]
    changed = (await apply(erp, shipTo=FULL))["salesOrder"]
    assert (changed["status"], changed["confirmedAt"] is not None) == ("CONFIRMED", True)
    assert (await staff.pick("10"))["userErrors"] == []
