"""Which directives are carried into the supergraph, and by which names; settled before merging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.custom_directives import CustomFeature, settle_custom
from gateway.federation.composition.merge.names import settle_names
from gateway.federation.composition.schema import DirectiveDefinition
from gateway.federation.composition.subgraph import Subgraph
from gateway.federation.spec.connect import CONNECT, FINAL, NEEDS
from gateway.federation.spec.links import Version


@dataclass(frozen=True, slots=True)
class Carried:
    """Federation's directives by name, and the specifications that subgraphs compose.

    Attributes:
        names: directive of federation to what the subgraphs, and so the supergraph, call it.
        features: the other specifications, linked in the supergraph.
        connect: the version of ``connect`` to link; None when no subgraph links one.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    features: tuple[CustomFeature, ...] = ()
    connect: Version | None = None

    @property
    def definitions(self) -> dict[str, DirectiveDefinition]:
        """The custom directives by their names."""
        return {
            definition.name: definition
            for feature in self.features
            for definition in feature.definitions
        }


def settle_carried(subgraphs: Sequence[Subgraph], report: Report) -> Carried:
    """Find what is carried; names and versions that do not fit together are reported."""
    ordered = sorted(subgraphs, key=lambda subgraph: subgraph.name)
    return Carried(
        settle_names(ordered, report), settle_custom(ordered, report), _newest_connect(ordered)
    )


def _newest_connect(subgraphs: Sequence[Subgraph]) -> Version | None:
    """The final version, or a newer one that some subgraph links."""
    linked = [
        link.version
        for subgraph in subgraphs
        for link in subgraph.links
        if link.identity == CONNECT and link.version is not None and link.version in NEEDS
    ]
    return max((FINAL, *linked)) if linked else None
