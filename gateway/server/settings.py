"""``door`` of ``unisono.yaml``."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from gateway.server.limits import DEFAULT_LIMITS, Limits

_DAY = 86_400


class CorsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Which pages of other origins may read answers.

    Attributes:
        origins: such as ``https://shop.example``; or ``*`` alone, for answers without credentials.
        credentials: whether their requests may carry cookies and the like.
        max_age_seconds: how long a browser may remember the permission.
    """

    origins: tuple[str, ...]
    credentials: bool = False
    max_age_seconds: Annotated[int, msgspec.Meta(ge=0, le=_DAY)] = 3600


class TrustedDocumentsSettings(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"
):
    """Documents that were registered when their client was built.

    Attributes:
        manifest: a file of Apollo's, Relay's or GraphQL Code Generator's.
        enforced: whether nothing else is executed; None: in production.
    """

    manifest: str
    enforced: bool | None = None


class ClaimSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """Under which names an issuer's tokens tell what is asked of them; ``sub`` is the person."""

    scopes: str = "scope"
    roles: str = "roles"
    partner: str = "partner_id"
    client: str = "azp"


class IssuerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """An issuer whose tokens are believed.

    Attributes:
        issuer: as its tokens write it in ``iss``.
        audience: what their ``aud`` must name.
        keys: an https address of its key set (JWKS), or a file.
        algorithms: with which it may sign.
    """

    issuer: str
    audience: str
    keys: str
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    claims: ClaimSettings = ClaimSettings()


class ContractSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A variant of the schema for one audience, under a path of its own.

    Attributes:
        tag: what ``@tag(name:)`` must say; fields and types without it are not there.
        limits: for this audience; None: those of the door.
    """

    tag: str
    limits: Limits | None = None


ContractName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class DoorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """How much is shown and answered; what is left out is as the profile has it.

    Attributes:
        explorer: the page under ``/``.
        introspection: ``__schema`` and ``__type``.
        suggestions: "Did you mean" in errors.
        get_queries: queries by GET; in production with a header that asks for a preflight.
        error_details: subgraphs' names and words in errors.
        automatic_persisted_queries: whether clients may register documents by their hash; not
            beside trusted documents.
        trusted_documents: None: there are none.
        issuers: whose tokens are believed beside our own.
        compression: whether answers go as gzip where the client takes it.
        timing: whether answers say in ``Server-Timing`` how long gateway and subgraphs took.
        cors: None: no page of another origin reads an answer.
        contracts: variants of the schema by name, each at ``/<name>/graphql``; None: where there is
            an order process ``partner`` for its tag, else none.
        policies: of ``@policy``, each with the lists of scopes of which one is enough.
        limits: how much one request may ask.
        assumed_list_size: for the estimated cost, where neither the schema nor the client says it.
    """

    explorer: bool | None = None
    introspection: bool | None = None
    suggestions: bool | None = None
    get_queries: bool | None = None
    error_details: bool | None = None
    automatic_persisted_queries: bool = True
    trusted_documents: TrustedDocumentsSettings | None = None
    issuers: tuple[IssuerSettings, ...] = ()
    compression: bool = True
    timing: bool = False
    cors: CorsSettings | None = None
    contracts: dict[ContractName, ContractSettings] | None = None
    policies: dict[str, tuple[tuple[str, ...], ...]] = msgspec.field(default_factory=dict)
    limits: Limits = DEFAULT_LIMITS
    assumed_list_size: Annotated[int, msgspec.Meta(ge=0)] = 10


DEFAULTS: Final = DoorSettings()
