"""Who asks: the one place where a request becomes an ``Actor``, and an actor a signed header."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.identity import (
    DEVELOPMENT_ACTOR,
    INTERNAL_HEADER,
    Actor,
    IdentityError,
    sign_internal,
    verify_internal,
    verify_token,
)
from gateway.federation.supergraph.access import AUTHENTICATED, Grants, policy, scope
from gateway.server.api_keys import KEY_MARK, ApiKeys
from gateway.server.issuers import TrustedIssuers, UnknownKeyError

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class IdentitySeam:
    """How this installation tells its callers apart.

    Attributes:
        secret: signs and verifies tokens.
        allows_anonymous: the development profile: without a token the caller is
            ``DEVELOPMENT_ACTOR``. A bad token is refused all the same.
        vouches: subgraphs are our own and get a token that names the actor. Others must not.
        keys: of partners' programs; None where none are kept.
        issuers: others whose tokens are believed, beside our own.
        policies: of ``@policy``, each with the sets of scopes of which one is enough. Of a policy
            that is not among them nobody is granted anything.
    """

    secret: str
    allows_anonymous: bool
    vouches: bool = True
    keys: ApiKeys | None = None
    issuers: TrustedIssuers | None = None
    policies: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)

    def actor_of(self, authorization: str | None) -> Actor:
        """The actor behind an ``Authorization`` header.

        Raises:
            IdentityError: no token where one is needed, or one that does not hold.
        """
        if authorization is None:
            if self.allows_anonymous:
                return DEVELOPMENT_ACTOR
            raise IdentityError("the request has no token; send 'Authorization: Bearer <token>'")
        token = _bearer(authorization)
        actor = self.issuers.actor_of(token) if self.issuers is not None else None
        return actor or verify_token(token, self.secret)

    async def identify(self, authorization: str | None) -> Actor:
        """The same, also of a partner's key; once more if an issuer has published other keys.

        Raises:
            IdentityError: as ``actor_of``.
        """
        if self.keys is not None and authorization is not None:
            token = _bearer(authorization)
            if token.startswith(KEY_MARK):
                return await self.keys.actor_of(token)
        try:
            return self.actor_of(authorization)
        except UnknownKeyError as error:
            if not await error.key_set.refresh():
                raise
            return self.actor_of(authorization)

    def granted(self, actor: Actor, asked: Grants) -> Grants:
        """What an actor has been granted of what is asked; the developer: everything."""
        if actor is DEVELOPMENT_ACTOR:
            return asked
        scopes = frozenset(actor.scopes)
        held = {AUTHENTICATED, *map(scope, scopes)}
        held |= {
            policy(name)
            for name, alternatives in self.policies.items()
            if any(each <= scopes for each in alternatives)
        }
        return asked & held

    def internal_actor_of(self, header: str | None) -> Actor:
        """The actor for whom one of our own processes calls.

        Raises:
            IdentityError: the internal token is missing or does not hold.
        """
        if header is None:
            raise IdentityError(f"the header {INTERNAL_HEADER} is missing; call through /graphql")
        return verify_internal(header, self.secret)

    def subgraph_headers(self, actor: Actor) -> tuple[tuple[str, str], ...]:
        """What every subgraph call carries on the actor's behalf."""
        if not self.vouches:
            return ()
        return ((INTERNAL_HEADER, sign_internal(actor, self.secret)),)


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != _SCHEME or not token.strip():
        raise IdentityError("the Authorization header is not of the form 'Bearer <token>'")
    return token.strip()
