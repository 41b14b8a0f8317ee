"""The verdicts of Apollo's composer that are committed, and the sets they are about."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.gateway.federation.composition.parity.mutations import mutations
from tests.gateway.federation.composition.parity.sets import Subgraphs, base_sets, cases
from tests.gateway.federation.composition.parity.verdicts import Verdict

_FILE = Path(__file__).with_name("expected.json")
_OF_EACH_KIND = 2


def expected_sets(*, everything: bool = False, names: Collection[str] = ()) -> dict[str, Subgraphs]:
    """``base``, ``base/subgraph/kind/coordinate`` of its mutations, and the cases, to subgraphs."""
    found = {
        name: each for name, each in cases().items() if not names or name.split("/")[0] in names
    }
    for name, subgraphs in base_sets().items():
        if not names or name in names:
            found[name] = subgraphs
            for mutation in mutations(subgraphs, None if everything else _OF_EACH_KIND):
                found[f"{name}/{mutation.name}"] = mutation.subgraphs
    return found


def read_expectations() -> dict[str, Verdict]:
    """By the same names."""
    return {name: Verdict.parse(line) for name, line in json.loads(_FILE.read_text()).items()}


def write_expectations(verdicts: Mapping[str, Verdict]) -> None:
    """One line for each set."""
    lines = {name: str(verdict) for name, verdict in verdicts.items()}
    _FILE.write_text(json.dumps(lines, indent=0) + "\n")
