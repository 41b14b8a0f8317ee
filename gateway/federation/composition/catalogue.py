"""Every code of composition, declared once; Apollo's where one exists."""

from __future__ import annotations

from enum import Enum


class Code(Enum):
    """The name is the code, the value its meaning."""

    INVALID_GRAPHQL = "A subgraph's SDL is no valid GraphQL."
    UNSUPPORTED_FEATURE = "A directive that this engine does not compose yet."
    UNKNOWN_LINK_VERSION = "The subgraph links a federation version that is not known."
    NO_QUERIES = "No subgraph defines a query."
    TYPE_KIND_MISMATCH = "A type is of different kinds in different subgraphs."
    FIELD_TYPE_MISMATCH = "A field has incompatible types in different subgraphs."
    FIELD_ARGUMENT_TYPE_MISMATCH = "An argument has incompatible types in different subgraphs."
    REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH = (
        "An argument is required in one subgraph and unknown in another."
    )
    REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH = (
        "An input field is required in one subgraph and unknown in another."
    )
    INVALID_FIELD_SHARING = "A field is resolved by several subgraphs without being shareable."
    ENUM_VALUE_MISMATCH = (
        "An enum used for input and output has different values in different subgraphs."
    )
    EMPTY_MERGED_ENUM_TYPE = "An input enum has no value that all subgraphs know."
    EMPTY_MERGED_INPUT_TYPE = "An input type has no field that all subgraphs know."
    KEY_INVALID_FIELDS = "The fields of a @key do not exist, or cannot be read."
    REQUIRES_INVALID_FIELDS = "The fields of a @requires do not exist, or cannot be read."
    PROVIDES_INVALID_FIELDS = "The fields of a @provides do not exist, or cannot be read."
    EXTERNAL_MISSING_ON_BASE = "An @external field is resolved by no subgraph."
