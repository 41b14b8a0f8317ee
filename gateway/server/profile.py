"""What the door shows to strangers: one row for each profile, and what a configuration changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from chassis.errors import InputError
from chassis.profile import is_production
from gateway.server.cors import CorsPolicy
from gateway.server.documents import DocumentRules
from gateway.server.http import HttpPolicy
from gateway.server.issuers import TrustedIssuers
from gateway.server.limits import DEFAULT_LIMITS, Limits
from gateway.server.settings import DEFAULTS, ContractSettings, DoorSettings
from gateway.server.stored_documents import (
    AutomaticDocuments,
    NoStoredDocuments,
    StoredDocuments,
    TrustedDocuments,
    read_manifest,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """One row.

    Attributes:
        explorer: the page under ``/``.
        introspection: ``__schema`` and ``__type``.
        suggestions: "Did you mean" in errors, which names what exists.
        get_queries: queries by GET.
        error_details: subgraphs' names and words in errors.
        free_documents: documents that no manifest lists are executed, too.
        open_gets: a GET needs no header that only a script of this origin can send.
        anonymous: a caller without a token is the developer.
    """

    explorer: bool
    introspection: bool
    suggestions: bool
    get_queries: bool
    error_details: bool
    free_documents: bool
    open_gets: bool
    anonymous: bool


DEVELOPMENT: Final = Profile(
    explorer=True,
    introspection=True,
    suggestions=True,
    get_queries=True,
    error_details=True,
    free_documents=True,
    open_gets=True,
    anonymous=True,
)
PRODUCTION: Final = Profile(
    explorer=False,
    introspection=False,
    suggestions=False,
    get_queries=False,
    error_details=False,
    free_documents=False,
    open_gets=False,
    anonymous=False,
)
_TAKEN_PATHS: Final = (
    "explorer",
    "graphql",
    "health",
    "metrics",
    "partner-keys",
    "privacy",
    "subgraphs",
)
# What a configuration may say otherwise; the rest is the profile's alone.
CONFIGURABLE: Final = ("explorer", "introspection", "suggestions", "get_queries", "error_details")


@dataclass(frozen=True, slots=True)
class DoorPolicy:
    """What is decided before the first request."""

    profile: Profile
    cors: CorsPolicy | None = None
    limits: Limits = DEFAULT_LIMITS
    stored: StoredDocuments = field(default_factory=AutomaticDocuments)
    issuers: TrustedIssuers | None = None
    compresses: bool = DEFAULTS.compression
    tells_timing: bool = DEFAULTS.timing
    assumed_list_size: int = DEFAULTS.assumed_list_size
    policies: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    contracts: Mapping[str, ContractSettings] | None = None

    def under(self, contract: ContractSettings) -> DoorPolicy:
        """The policy for one contract's audience."""
        return replace(self, limits=contract.limits or self.limits)

    @property
    def http(self) -> HttpPolicy:
        """What of it the HTTP layer needs."""
        return HttpPolicy(
            self.profile.get_queries,
            not self.profile.open_gets,
            self.limits,
            self.compresses,
            self.tells_timing,
        )

    @property
    def document_rules(self) -> DocumentRules:
        """What of it documents are held to."""
        return DocumentRules(self.profile.introspection, self.profile.suggestions, self.limits)


def door_policy(settings: DoorSettings) -> DoorPolicy:
    """The profile of the environment, as far as the settings say nothing else.

    Raises:
        InputError: no such profile, or settings that would open what must be closed.
    """
    profile = PRODUCTION if is_production() else DEVELOPMENT
    said = {name: getattr(settings, name) for name in CONFIGURABLE}
    chosen = {name: value for name, value in said.items() if value is not None}
    cors = CorsPolicy.of(settings.cors) if settings.cors is not None else None
    return DoorPolicy(
        replace(profile, **chosen),
        cors,
        settings.limits,
        _stored_documents(settings, profile),
        TrustedIssuers.of(settings.issuers),
        settings.compression,
        settings.timing,
        settings.assumed_list_size,
        {name: tuple(map(frozenset, sets)) for name, sets in settings.policies.items()},
        _contracts(settings),
    )


def _contracts(settings: DoorSettings) -> Mapping[str, ContractSettings] | None:
    for name in settings.contracts or ():
        if name in _TAKEN_PATHS:
            raise InputError(f"door.contracts: /{name} is something else's; choose another name")
    return settings.contracts


def _stored_documents(settings: DoorSettings, profile: Profile) -> StoredDocuments:
    trusted = settings.trusted_documents
    if trusted is None:
        return AutomaticDocuments() if settings.automatic_persisted_queries else NoStoredDocuments()
    is_open = profile.free_documents if trusted.enforced is None else not trusted.enforced
    return TrustedDocuments.of(read_manifest(Path(trusted.manifest)), is_open=is_open)
