"""What a database does not take is refused, and not a fault that is repeated for ever."""

import pytest

from tests.databases.kinds import Databases
from tests.erp_service.conftest import Erp, order


async def test_a_reference_longer_than_the_erp_keeps_is_refused(erp: Erp, databases: Databases):
    if databases.kind == "sqlite":
        pytest.skip("SQLite keeps texts of any length")
    wanted = order(("VALVE-20", "1"), customerReference="x" * 201)
    answer = await erp.place(wanted)
    assert answer["salesOrder"] is None
    assert [error["code"] for error in answer["userErrors"]] == ["INVALID"]
    # Nothing is kept of it: the corrected request has the same ids.
    assert (await erp.place(order(("VALVE-20", "1"))))["userErrors"] == []
