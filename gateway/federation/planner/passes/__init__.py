"""Rewritings of the fetch graph that save requests, run to a fixed point.

Each is ``run(graph) -> bool``, true when it changed something; none loses an output, none makes a
step wait for more than it waited for.
"""

from gateway.federation.planner.fetch_graph import FetchGraph
from gateway.federation.planner.passes import drop_empty_steps, merge_siblings

PASSES = (drop_empty_steps.run, merge_siblings.run)


def run_passes(graph: FetchGraph) -> None:
    """Run all passes in order until none changes anything."""
    while any(run(graph) for run in PASSES):
        continue
