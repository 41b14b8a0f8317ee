"""Compares our composition of the federation audit's subgraphs with the verdicts of Apollo's.

The audit is served beside the repository (see ``federation_audit``); its subgraphs are not
committed, only a hash of each set, the verdict and the codes (``audit_verdicts.json``)::

    python -m tests.conformance.audit_composition --url http://127.0.0.1:4200
    python -m tests.conformance.audit_composition --file sets.json      {suite: {subgraph: SDL}}

Needs no Node. A set whose hash is another than the one judged is told apart: the audit has changed,
and ``apollo_composition … audit`` judges it anew.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from tests.gateway.federation.composition.parity.sets import Subgraphs
from tests.gateway.federation.composition.parity.verdicts import Verdict, our_verdict

VERDICTS = Path(__file__).with_name("audit_verdicts.json")


def set_hash(subgraphs: Subgraphs) -> str:
    """Of names and texts, whatever their order."""
    return hashlib.sha256(json.dumps(subgraphs, sort_keys=True).encode()).hexdigest()[:12]


def served_sets(url: str) -> dict[str, Subgraphs]:
    """The sets of an audit that is being served."""
    with httpx.Client(base_url=url, timeout=30) as client:
        suites = client.get("/ids").json()
        return {suite: _served(client, suite) for suite in suites}


def _served(client: httpx.Client, suite: str) -> Subgraphs:
    found = client.get(f"/{suite}/subgraphs").json()
    return {each["name"]: each["sdl"] for each in found}


def disagreements(sets: Mapping[str, Subgraphs]) -> Iterator[str]:
    """What is said otherwise than by Apollo's composer, and what it has not judged."""
    rows = json.loads(VERDICTS.read_text())
    for name in sorted(rows.keys() | sets.keys()):
        judged, _, line = rows.get(name, "").partition(" ")
        if name not in sets or judged != set_hash(sets[name]):
            yield f"{name}: is not the set that was judged"
            continue
        expected, ours = Verdict.parse(line), our_verdict(sets[name])
        if not ours.agrees(expected) or ours.hints != expected.hints:
            yield f"{name}: expected {expected}, found {ours}"


def main(arguments: list[str]) -> int:
    """Print the disagreements; 0 when there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--url")
    source.add_argument("--file", type=Path)
    options = parser.parse_args(arguments)
    sets = served_sets(options.url) if options.url else json.loads(options.file.read_text())
    found = list(disagreements(sets))
    print(*found, f"{len(sets) - len(found)} of {len(sets)} sets agree", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
