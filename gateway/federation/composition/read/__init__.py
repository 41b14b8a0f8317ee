"""From a subgraph's SDL to its values; what cannot be read is reported."""
