"""The GraphQL side: types, inputs, operations; each a thin view of records and rules."""
