"""``unisono reconcile``: CRM and ERP of a running stack are compared, and repaired if asked."""

import argparse
import asyncio
import os
import sys
from typing import Any

import httpx
import msgspec

from gateway.commands.table import show_table
from gateway.endpoint import TIMEOUT_SECONDS, Endpoint

JSON = dict[str, Any]
LOOK_AGAIN_SECONDS = 1.0
_REPORT = "id startedAt finishedAt comparedCustomers comparedOrders counts { code count }"
_START = f"""
mutation Start($repair: Boolean!) {{
  startReconciliation(repair: $repair) {{ report {{ {_REPORT} }} }}
}}
"""
_READ = f"query Read($id: ID!) {{ reconciliationReport(id: $id) {{ {_REPORT} }} }}"
_FINDINGS = """
query Findings($id: ID!, $after: String) {
  reconciliationReport(id: $id) { findings(first: 100, after: $after) {
    edges { node {
      id code entityType entityId field crmValue erpValue master detectedAt
      resolution { action note at }
    } }
    pageInfo { hasNextPage endCursor }
  } }
}
"""
_COLUMNS = ("CODE", "WHAT", "FIELD", "CRM", "ERP", "RESOLUTION", "CONFLICT")


def add_to(commands: Any) -> None:
    """Declare the command and its flags."""
    parser = commands.add_parser("reconcile", help="compare CRM and ERP of a running stack")
    parser.add_argument("--repair", action="store_true", help="make equal again what has a master")
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the gateway")
    parser.add_argument("--token", help="bearer token; else UNISONO_TOKEN, else none")
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run it to its end and print the report."""
    return asyncio.run(_run(arguments))


async def _run(arguments: argparse.Namespace) -> int:
    token = arguments.token or os.environ.get("UNISONO_TOKEN")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(
        timeout=TIMEOUT_SECONDS, trust_env=False, headers=headers
    ) as client:
        gateway = Endpoint("gateway (--url)", arguments.url, client)
        report = await _finished(gateway, repair=arguments.repair)
        found = await _findings(gateway, report["id"])
    if arguments.format == "json":
        text = msgspec.json.format(msgspec.json.encode({**report, "findings": found})).decode()
    else:
        text = _page(report, found)
    sys.stdout.write(f"{text}\n")
    return 0


async def _finished(gateway: Endpoint, *, repair: bool) -> JSON:
    answer = await gateway.ask(_START, {"repair": repair})
    report: JSON = answer["startReconciliation"]["report"]
    while report["finishedAt"] is None:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
        report = (await gateway.ask(_READ, {"id": report["id"]}))["reconciliationReport"]
    return report


async def _findings(gateway: Endpoint, report_id: str) -> list[JSON]:
    found: list[JSON] = []
    after: str | None = None
    while True:
        answer = await gateway.ask(_FINDINGS, {"id": report_id, "after": after})
        page = answer["reconciliationReport"]["findings"]
        found += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def _page(report: JSON, found: list[JSON]) -> str:
    compared = f"{report['comparedCustomers']} customers, {report['comparedOrders']} orders"
    still_open = sum(conflict["resolution"] is None for conflict in found)
    summary = f"{report['id']}: {compared}; {len(found)} findings, {still_open} open"
    if not found:
        return summary
    return f"{summary}\n\n{show_table(_COLUMNS, [_row(conflict) for conflict in found])}"


def _row(conflict: JSON) -> list[str]:
    resolution = conflict["resolution"]
    return [
        conflict["code"],
        conflict["entityId"],
        conflict["field"],
        conflict["crmValue"] or "-",
        conflict["erpValue"] or "-",
        resolution["action"] if resolution else "open",
        conflict["id"],
    ]
