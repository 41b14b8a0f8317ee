import subprocess
import sys

import pytest

from chassis.identity import DEVELOPMENT_SECRET, verify_token


def token(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", "token", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_partners_token_carries_his_id_and_scopes():
    actor = verify_token(token("--partner", "prt_p").stdout.strip(), DEVELOPMENT_SECRET)
    assert (actor.kind, actor.id, actor.partner_id) == ("PARTNER", "prt_p", "prt_p")
    assert "partner" in actor.scopes


def test_a_staff_token_carries_its_roles_scopes_unless_told():
    finance = verify_token(token("--role", "finance").stdout.strip(), DEVELOPMENT_SECRET)
    assert "erp:finance" in finance.scopes
    narrow = token("--role", "admin", "--scopes", "order:read", "--expires", "30m").stdout.strip()
    assert verify_token(narrow, DEVELOPMENT_SECRET).scopes == ("order:read",)


@pytest.mark.parametrize(
    "arguments", [(), ("--role", "king"), ("--role", "agent", "--expires", "soon")]
)
def test_a_wrong_flag_is_told_in_one_line(arguments: tuple[str, ...]):
    result = token(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("unisono: ")
