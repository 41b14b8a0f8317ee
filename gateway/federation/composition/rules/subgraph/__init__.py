"""Rules on one subgraph alone, in the order they run."""

from gateway.federation.composition.rules.subgraph import field_sets

RULES = (field_sets.check,)
