"""Damage is done to the databases that the test runs on."""

import pytest

from tests.databases.kinds import Databases
from tests.gateway.orders.reconciliation import damage


@pytest.fixture(autouse=True)
def _damaged(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(damage.KNOWN, "databases", databases)
