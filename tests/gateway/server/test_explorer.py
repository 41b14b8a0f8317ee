from __future__ import annotations

import re

import httpx

from gateway.server.app import EXPLORER_FILES


async def test_the_page_names_only_files_that_are_served_here(door: httpx.AsyncClient):
    page = await door.get("/")
    assert page.status_code == 200
    files = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert files
    for file in files:
        answer = await door.get(file)
        assert answer.status_code == 200
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_the_policy_allows_no_inline_script_and_no_other_host(door: httpx.AsyncClient):
    policy = (await door.get("/")).headers["content-security-policy"]
    assert "script-src" not in policy
    assert "http" not in policy


def test_the_bundle_has_no_source_maps():
    assert not list(EXPLORER_FILES.glob("*.map"))


async def test_health(door: httpx.AsyncClient):
    assert (await door.get("/health/live")).status_code == 200
    assert (await door.get("/health/ready")).status_code == 200
