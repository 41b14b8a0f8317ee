"""Rules on the merged supergraph, in the order in which they run."""

from collections.abc import Callable

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.types import MergedSchema
from gateway.federation.composition.rules.supergraph import (
    defaults_use_accessible_elements,
    derived_fields_ask_for_enough,
    implementations_are_accessible,
    interface_fields_are_implemented,
    interface_keys_know_all_types,
    queries_are_accessible,
    queries_exist,
    references_are_accessible,
    required_inputs_are_accessible,
    requirements_fit_merged_arguments,
    types_have_a_definition,
    visible_types_have_visible_members,
)

Rules = tuple[Callable[[MergedSchema, Report], None], ...]
# Whatever else is wrong with the merged types.
_OF_MERGING: Rules = (
    queries_exist.check,
    types_have_a_definition.check,
    interface_keys_know_all_types.check,
)
_OF_MERGED_TYPES: Rules = (
    interface_fields_are_implemented.check,
    requirements_fit_merged_arguments.check,
    derived_fields_ask_for_enough.check,
)
# The errors of one stage come together, and before those of the next.
STAGES: tuple[Rules, ...] = (_OF_MERGING, _OF_MERGED_TYPES)
# What clients see of a supergraph that is valid in itself.
VISIBILITY: Rules = (
    queries_are_accessible.check,
    references_are_accessible.check,
    visible_types_have_visible_members.check,
    implementations_are_accessible.check,
    required_inputs_are_accessible.check,
    defaults_use_accessible_elements.check,
)
