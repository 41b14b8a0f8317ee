"""Satisfiability: whatever clients may ask, the subgraphs can answer, on each way they get there.

The walk goes over the schema of clients, shortest operations first. At each type it knows the
``Tail``s: the places in the query graph where an execution may stand by then. A field is
satisfiable when it can be read from at least one of them, directly or after entity jumps: which
jumps are open and which requirements can be met says ``graph.reachability``.

    api       what clients may select, step by step
    tails     where an execution can stand, and where a step leads to
    walk      all states that matter; a state is a type and its tails, and is left out when one
              with fewer tails was seen, since what few places answer, more answer too
    sharing   what a shared field may return must not depend on who resolves it
    reasons   why a step leads nowhere
    witness   the operation that cannot be answered
"""
