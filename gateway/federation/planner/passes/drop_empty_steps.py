"""Drop steps that fetch nothing.

in: a step whose output is empty and for which nobody waits
out: the same without it
"""

from gateway.federation.planner.fetch_graph import FetchGraph


def run(graph: FetchGraph) -> bool:
    """Remove one round of empty steps."""
    awaited = {number for step in graph.steps.values() for number in step.after}
    empty = [
        step.number
        for step in graph.steps.values()
        if not step.output.fields and not step.output.fragments and step.number not in awaited
    ]
    for number in empty:
        del graph.steps[number]
    return bool(empty)
