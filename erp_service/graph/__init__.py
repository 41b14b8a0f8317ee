"""The ERP's part of the graph: types, loaders, queries and mutations."""
