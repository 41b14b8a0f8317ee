"""Rules on one subgraph alone, in the order in which they run."""

from collections.abc import Callable

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.rules.subgraph import (
    context_arguments_are_filled,
    contexts_have_plain_names,
    costs_are_of_resolved_fields,
    external_fields_are_used,
    interface_keys_are_on_implementations,
    interface_objects_are_entities,
    interfaces_ask_for_no_access,
    interfaces_have_no_external_fields,
    keys_select_fields,
    list_sizes_fit_their_fields,
    provisions_have_targets,
    provisions_select_external_fields,
    requirements_select_external_fields,
    shareable_is_where_it_counts,
)
from gateway.federation.composition.subgraph import Subgraph

Rule = Callable[[Subgraph, Report], None]
# Each stage is for what keeps to the one before it.
STAGES: tuple[tuple[Rule, ...], ...] = (
    (provisions_have_targets.check,),
    (
        keys_select_fields.check,
        requirements_select_external_fields.check,
        provisions_select_external_fields.check,
        contexts_have_plain_names.check,
        context_arguments_are_filled.check,
        external_fields_are_used.check,
        interfaces_have_no_external_fields.check,
        interface_keys_are_on_implementations.check,
        interface_objects_are_entities.check,
        shareable_is_where_it_counts.check,
        costs_are_of_resolved_fields.check,
        list_sizes_fit_their_fields.check,
        interfaces_ask_for_no_access.check,
    ),
)


def check_subgraph(subgraph: Subgraph, report: Report) -> None:
    """Report what the first stage finds that finds anything."""
    known = len(report.errors)
    for rules in STAGES:
        for check in rules:
            check(subgraph, report)
        if len(report.errors) > known:
            return
