"""Which directives are carried into the supergraph, and by which names; settled before merging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.federation.composition.diagnostic import Report
from gateway.federation.composition.merge.custom_directives import CustomFeature, settle_custom
from gateway.federation.composition.merge.names import settle_names
from gateway.federation.composition.schema import DirectiveDefinition
from gateway.federation.composition.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class Carried:
    """Federation's directives by name, and the specifications that subgraphs compose.

    Attributes:
        names: directive of federation to what the subgraphs, and so the supergraph, call it.
        features: the other specifications, linked in the supergraph.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    features: tuple[CustomFeature, ...] = ()

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
    return Carried(settle_names(ordered, report), settle_custom(ordered, report))
