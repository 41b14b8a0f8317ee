"""Compares our composition with @apollo/composition, and writes down what that one says.

Needs Node and a folder where ``npm install @apollo/composition@2.14 graphql@16`` was run; neither
is part of the project, and no other test needs them.

    python -m tests.conformance.apollo_composition FOLDER expect
        writes tests/gateway/federation/composition/parity/expected.json
    python -m tests.conformance.apollo_composition FOLDER compare [SET …]
        compares all mutations of all sets (or of the named ones), not just those written down
    python -m tests.conformance.apollo_composition FOLDER audit SETS.json
        compares the sets of a file, {set: {subgraph: SDL}}, and writes verdicts and the hashes of
        the sets to tests/conformance/audit_verdicts.json
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from graphql import build_schema

from tests.conformance.audit_composition import VERDICTS, set_hash
from tests.gateway.federation.composition.parity.expectations import (
    expected_sets,
    write_expectations,
)
from tests.gateway.federation.composition.parity.sets import Subgraphs
from tests.gateway.federation.composition.parity.verdicts import (
    Verdict,
    acceptance,
    our_verdict,
    refusal,
)

_ORACLE = Path(__file__).with_suffix(".mjs")


def ask_oracle(folder: Path, sets: Mapping[str, Subgraphs]) -> dict[str, Verdict]:
    """The oracle's verdicts by the names of the sets."""
    lines = (json.dumps({"id": name, "subgraphs": each}) for name, each in sets.items())
    answer = subprocess.run(
        ["node", str(_ORACLE)],  # noqa: S607
        cwd=folder,
        input="\n".join(lines),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(map(_verdict, answer.stdout.splitlines()))


def _verdict(line: str) -> tuple[str, Verdict]:
    answer = json.loads(line)
    if answer["codes"] is None:
        return answer["id"], Verdict({}, has_crashed=True)
    if answer["codes"]:
        return answer["id"], refusal(answer["codes"])
    return answer["id"], acceptance(build_schema(answer["api"]), answer["hints"])


def _disagreements(sets: Mapping[str, Subgraphs], expected: Mapping[str, Verdict]) -> Iterator[str]:
    for name, subgraphs in sets.items():
        ours = our_verdict(subgraphs)
        if not ours.agrees(expected[name]):
            yield f"{name}\n  expected {expected[name]}\n  found    {ours}"


def _compare(sets: Mapping[str, Subgraphs], expected: Mapping[str, Verdict]) -> int:
    found = 0
    for disagreement in _disagreements(sets, expected):
        print(disagreement)
        found += 1
    print(f"{len(sets) - found} of {len(sets)} sets agree")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run one of the commands; 0 when all sets agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("command", choices=("expect", "compare", "audit"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    if options.command == "audit":
        sets = json.loads(Path(options.names[0]).read_text())
        expected = ask_oracle(options.folder, sets)
        rows = {name: f"{set_hash(sets[name])} {expected[name]}" for name in sets}
        VERDICTS.write_text(json.dumps(rows, indent=0) + "\n")
        return _compare(sets, expected)
    sets = expected_sets(everything=options.command == "compare", names=options.names)
    expected = ask_oracle(options.folder, sets)
    if options.command == "expect":
        write_expectations(expected)
        return 0
    return _compare(sets, expected)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
