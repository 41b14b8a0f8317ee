"""Options of the whole suite, and what tests tell at its end."""

import pytest

TOLD = "told at the end"
"""The name of a property (``record_property``) whose values the summary shows: these come from the
processes of a distributed run too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="the long properties and fault runs too")


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
