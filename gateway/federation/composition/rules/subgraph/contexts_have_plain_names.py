"""A context's name is made of letters and digits: an underscore joins it to its subgraph's."""

import re

from gateway.federation.composition.catalogue import Code
from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.subgraph import Subgraph

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)


def check(subgraph: Subgraph, report: Report) -> None:
    """Report names that cannot be used."""
    for definition in subgraph.types.values():
        for context in definition.applied("context"):
            name = str(context.arguments.get("name"))
            if not _NAME.fullmatch(name):
                report.error(
                    Code.CONTEXT_NAME_INVALID,
                    f"{definition.name} in {subgraph.name!r} sets the context {name!r}; name it by "
                    "a letter, then letters and digits",
                    subgraph.at(context),
                )
