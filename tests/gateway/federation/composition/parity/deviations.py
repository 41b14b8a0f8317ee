"""Where this composition means to say something else than Apollo's, and why.

By the name of a set; what is said instead is the second part.
"""

from collections.abc import Mapping

_VERSION = (
    "An unknown directive on the schema hides the unknown version, which is the cause of it.",
    "INVALID_GRAPHQL UNKNOWN_FEDERATION_LINK_VERSION",
)
_IMPORT = (
    "An unknown directive on the schema hides the unknown import, which is the cause of it.",
    "INVALID_LINK_DIRECTIVE_USAGE",
)
DEVIATIONS: Mapping[str, tuple[str, str]] = {
    "tags/a/unknown-version/v2.99": _VERSION,
    "tags/b/unknown-version/v2.99": _VERSION,
    "custom_directives/a/unknown-version/v2.99": _VERSION,
    "custom_directives/b/unknown-version/v2.99": _VERSION,
    "custom_directives/a/oldest-version/v2.0": _IMPORT,
    "core_features/a/oldest-version/v2.0": (
        "After a wrong definition of one specification, the directives of others are not unknown.",
        "DIRECTIVE_DEFINITION_INVALID",
    ),
    "core_features/a/other-kind/federation__FieldSet": (
        "That the enum has no values follows from its not being a scalar.",
        "TYPE_DEFINITION_INVALID",
    ),
    "first_edition/orders/add-external/Order.buyer": (
        "A field that only an unused field provided is removed with it, whatever their order.",
        "ok b81fb0aa41a6",
    ),
    "keys/b/other-kind/Company": (
        "GraphQL forbids to extend an interface as a type.",
        "INVALID_GRAPHQL",
    ),
}
