"""Options of the whole suite, the databases it runs on, and what tests tell at its end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases.kinds import KINDS, Databases, PostgresqlDatabases, SqliteDatabases
from tests.databases.ports import free_port
from tests.databases.server import Server

TOLD = "told at the end"
"""The name of a property (``record_property``) whose values the summary shows: these come from the
processes of a distributed run too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the long properties and fault runs too")
    default = os.environ.get("UNISONO_TEST_DATABASE", "sqlite")
    parser.addoption("--database", choices=KINDS, default=default, help="where services keep data")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlDatabases]:
    """For what needs PostgreSQL whatever was chosen, such as several gateways."""
    with Server(free_port()) as server:
        yield PostgresqlDatabases(server)


@pytest.fixture(scope="session")
def all_databases(request: pytest.FixtureRequest) -> Databases:
    """For what outlives one test."""
    if request.config.getoption("--database") == "sqlite":
        return SqliteDatabases()
    chosen: Databases = request.getfixturevalue("postgresql")
    return chosen


@pytest.fixture
def databases(all_databases: Databases, tmp_path: Path) -> Iterator[Databases]:
    """Those of one test, in its own folder; they are gone after it."""
    yield all_databases
    all_databases.drop_below(tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = (each for reports in terminalreporter.stats.values() for each in reports)
    told = [
        f"{report.nodeid.rpartition('::')[2]}: {value}"
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == TOLD
    ]
    if told:
        terminalreporter.section("random worlds")
        terminalreporter.write_line("\n".join(told))
