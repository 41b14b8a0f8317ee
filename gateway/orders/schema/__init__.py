"""The process subgraph: its types, inputs and resolvers."""
