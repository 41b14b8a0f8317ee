"""What a start refuses, in one line; and a gateway that starts before its services."""

import socket
import subprocess
from pathlib import Path

import pytest

from tests.databases.kinds import Databases
from tests.end_to_end.operations import ORDER, PLACE, k2
from tests.end_to_end.stack import FIXTURE_W, Stack


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def refusal(*command: str) -> str:
    result = run(*command)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("unisono: ")
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


@pytest.mark.parametrize("name", ["crm", "erp"])
def test_a_fixture_with_an_unknown_key_is_refused_with_file_line_and_key(name: str, tmp_path: Path):
    fixture = tmp_path / "fixture.yaml"
    text = FIXTURE_W.read_text()
    right, key = (
        ("street: Hafenweg", "streat") if name == "crm" else ("taxCategory: TEN", "taxCatgory")
    )
    wrong = text.replace(right, f"{key}: X")
    fixture.write_text(wrong)
    message = refusal(*Stack(tmp_path).command(name), "--fixture", str(fixture))
    line = next(number for number, each in enumerate(wrong.splitlines(), 1) if key in each)
    assert f"{fixture}:{line}: unknown key '{key}'" in message


@pytest.mark.parametrize("name", ["crm", "erp"])
def test_a_fixture_for_a_database_that_is_not_empty_is_refused(
    name: str, tmp_path: Path, databases: Databases
):
    stack = Stack(tmp_path, databases=databases)
    with stack:
        stack.stop(name)
    assert "empty" in refusal(*stack.command(name), "--fixture", str(FIXTURE_W))


def test_a_port_in_use_is_told(tmp_path: Path):
    stack = Stack(tmp_path)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", stack.ports["crm"]))
        taken.listen()
        assert str(stack.ports["crm"]) in refusal(*stack.command("crm"))


@pytest.mark.parametrize("name", ["crm", "erp"])
def test_a_database_that_cannot_be_written_is_told(name: str, tmp_path: Path):
    stack = Stack(tmp_path / "missing")
    assert "database" in refusal(*stack.command(name))


def test_an_unknown_key_in_the_configuration_is_told(tmp_path: Path):
    file = tmp_path / "gateway.yaml"
    file.write_text("listen: 127.0.0.1:0\nsubgrafs: {}\n")
    assert f"{file}:2: unknown key 'subgrafs'" in refusal(*Stack(tmp_path).command("gateway"))


@pytest.mark.parametrize("name", ["crm", "erp"])
def test_an_order_placed_while_a_system_is_down_is_finished_when_it_is_back(
    name: str, stack: Stack
):
    stack.kill(name)
    placed = stack.ask(PLACE, {"input": k2("VALVE-20", "100", "start-up-0001")})["placeOrder"]
    assert placed["outcome"] == "QUEUED"
    assert (placed["order"]["status"], placed["order"]["confirmedDeliveryDate"]) == (
        "PENDING_ERP",
        None,
    )
    stack.start(name)
    done = {
        "order": {
            "status": "CONFIRMED",
            "sync": {"state": "IN_SYNC"},
            "quote": {"state": "ORDERED"},
        }
    }
    stack.eventually(ORDER, {"id": placed["order"]["id"]}, done)


def test_with_fail_an_order_is_refused_while_the_erp_is_down(stack: Stack):
    stack.kill("erp")
    order = k2("VALVE-20", "100", "start-up-0002", onErpUnavailable="FAIL")
    placed = stack.ask(PLACE, {"input": order})["placeOrder"]
    assert (placed["outcome"], placed["order"]) == ("REFUSED", None)
    assert [error["code"] for error in placed["userErrors"]] == ["SYSTEM_UNAVAILABLE"]


def test_the_gateway_starts_and_reads_orders_while_both_systems_are_down(stack: Stack):
    placed = stack.ask(PLACE, {"input": k2("VALVE-20", "1", "start-up-0003")})["placeOrder"]
    for name in ("gateway", "crm", "erp"):
        stack.stop(name)
    stack.start("gateway")
    order = stack.post("gateway", ORDER, {"id": placed["order"]["id"]})["data"]["order"]
    assert (order["status"], order["quote"], order["salesOrder"]) == ("CONFIRMED", None, None)
    assert (stack.folder / "supergraph.graphql").exists()


@pytest.mark.parametrize("name", ["crm", "erp", "gateway"])
def test_a_schema_goes_back_a_version_and_the_next_start_brings_it_up_again(
    name: str, tmp_path: Path, databases: Databases
):
    stack = Stack(tmp_path, databases=databases)
    with stack:
        stack.stop(name)
        for revision in ("0001", "head"):
            assert run(*stack.command(name), "--migrate", revision).returncode == 0
        assert "there is no revision 9999; choose one of base, 0001" in refusal(
            *stack.command(name), "--migrate", "9999"
        )
        stack.start(name)


def test_several_workers_on_sqlite_are_refused(tmp_path: Path):
    stack = Stack(tmp_path)
    stack.configure("gateway", {name: stack.url(name) for name in ("crm", "erp")})
    assert "share orders on PostgreSQL only" in refusal(*stack.command("gateway"), "--workers", "2")
