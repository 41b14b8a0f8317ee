"""Composition, step by step: from subgraphs to one supergraph, or to every error that applies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.federation.composition.diagnostic import Diagnostic, Report
from gateway.federation.composition.document import document_of
from gateway.federation.composition.merge.carried import settle_carried
from gateway.federation.composition.merge.types import MergedSchema, merge_subgraphs
from gateway.federation.composition.names import check_names
from gateway.federation.composition.printer import print_supergraph
from gateway.federation.composition.read.subgraph import read_subgraph
from gateway.federation.composition.rules import supergraph as supergraph_rules
from gateway.federation.composition.rules.subgraph import check_subgraph
from gateway.federation.composition.satisfiability.check import check_satisfiability
from gateway.federation.composition.subgraph import Subgraph, SubgraphDefinition
from gateway.federation.composition.upgrade.upgrade import check_together, upgrade_subgraph
from gateway.federation.composition.validity import check_printed, check_visible
from gateway.federation.composition.visibility import has_hidden
from gateway.federation.supergraph.reader import supergraph_of


@dataclass(frozen=True, slots=True)
class CompositionResult:
    """A supergraph, or the reasons why there is none; hints in either case."""

    supergraph_sdl: str | None
    errors: tuple[Diagnostic, ...] = ()
    hints: tuple[Diagnostic, ...] = ()


def compose(definitions: Sequence[SubgraphDefinition]) -> CompositionResult:
    """Compose subgraphs. Errors do not stop a stage, only the ones after it."""
    report = Report()
    sdl = _composed(definitions, report)
    return CompositionResult(
        None if report.errors else sdl, tuple(report.errors), tuple(report.hints)
    )


def _composed(definitions: Sequence[SubgraphDefinition], report: Report) -> str | None:
    """The supergraph; None as soon as a stage found errors."""
    subgraphs = _read(definitions, report)
    if report.errors:
        return None
    carried = settle_carried(subgraphs, report)
    if report.errors:
        return None
    merged = merge_subgraphs(subgraphs, carried, report)
    for rules in supergraph_rules.STAGES:
        if not _keeps_to(rules, merged, report):
            return None
    printed = print_supergraph(merged)
    document = document_of(printed)
    check_printed(document, report)
    if report.errors or not _keeps_to(supergraph_rules.VISIBILITY, merged, report):
        return None
    if has_hidden(merged):
        check_visible(document, report)
    if not report.errors:
        check_satisfiability(supergraph_of(document, printed.sdl), merged, report)
    return printed.sdl


def _keeps_to(rules: supergraph_rules.Rules, merged: MergedSchema, report: Report) -> bool:
    for check in rules:
        check(merged, report)
    return not report.errors


def _read(definitions: Sequence[SubgraphDefinition], report: Report) -> list[Subgraph]:
    """All subgraphs in federation 2, each by itself as it should be."""
    check_names(definitions, report)
    read = [read_subgraph(definition, report) for definition in definitions]
    subgraphs = [subgraph for subgraph in read if subgraph is not None]
    for subgraph in subgraphs:
        if not subgraph.is_federation_1:
            check_subgraph(subgraph, report)
    if report.errors:
        return subgraphs
    upgraded = [_upgrade(subgraph, subgraphs, report) for subgraph in subgraphs]
    if not report.errors:
        check_together(subgraphs, report)
    return upgraded


def _upgrade(subgraph: Subgraph, subgraphs: Sequence[Subgraph], report: Report) -> Subgraph:
    """A subgraph in federation 2; one of federation 1 is judged only now."""
    known = len(report.errors)
    upgraded = upgrade_subgraph(subgraph, subgraphs, report)
    if subgraph.is_federation_1 and len(report.errors) == known:
        check_subgraph(upgraded, report)
    return upgraded
