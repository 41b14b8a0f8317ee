"""The documentation page of the door, made from its tables: profiles and limits."""

from dataclasses import fields

from gateway.server.limits import LIMITS, Limit
from gateway.server.profile import CONFIGURABLE, DEVELOPMENT, PRODUCTION
from gateway.server.settings import DoorSettings

_HEAD = """\
# The door

Made from `gateway/server/profile.py` and `gateway/server/limits.py` by
`scripts/document_door.py`; do not edit.

`POST /graphql` takes `application/json`, `GET /graphql` the parameters of a query; the answer is
`application/graphql-response+json` or `application/json`, whichever `Accept` likes better (GraphQL
over HTTP). A mutation by GET is 405, another content type 415: so no form of another site gets
anything done. Where GET is on in production, it needs one of the headers
`GraphQL-Require-Preflight`, `Apollo-Require-Preflight`, `X-Apollo-Operation-Name` or
`X-Requested-With`, which no form can send.

Answers of more than 1,400 bytes go as gzip to whoever takes it (`door.compression: false` ends
that). A compressed request is 415. With `door.timing: true`, as `unisono up` has it,
`Server-Timing` tells how many milliseconds an answer took, and how many of them subgraphs were
waited for.

## Profiles

`UNISONO_PROFILE` is `development` unless it says `production`. A row with a key can be set under
`door:` in `unisono.yaml` (`unisono serve --supergraph FILE --config FILE` reads the same key).

| key | what | development | production |
| --- | --- | --- | --- |
"""
_KEYS = dict(
    zip(DoorSettings.__struct_fields__, DoorSettings.__struct_encode_fields__, strict=True)
)
_WHAT = {
    "explorer": "the explorer under `/`",
    "introspection": "`__schema` and `__type` are answered",
    "suggestions": 'errors of unknown names say "Did you mean"',
    "get_queries": "queries by GET",
    "error_details": "errors name subgraphs and pass their words on; `/subgraphs` lists addresses",
    "free_documents": "documents beside those of `door.trustedDocuments`, where that is set",
    "open_gets": "a GET needs no preflight header",
    "anonymous": "a caller without a token is the developer",
}
_LIMITS = """
`door.cors: {origins: ['https://shop.example'], credentials: false, maxAgeSeconds: 3600}` lets pages
of these origins read answers; origins are compared whole. `['*']` is refused together with
credentials.

## Contracts

A contract is the schema as one audience sees it: fields and types that bear its `@tag`, and what
they need. It is served at `/<name>/graphql`, with its explorer at `/<name>`, its own plans and, if
wanted, its own limits; nothing else can be asked there, nor appear in an answer:

```yaml
door:
  contracts: {partner: {tag: partner, limits: {depth: 8, rootFields: 5}}}
```

A gateway with the order process serves `partner` unless `contracts` says otherwise. The tags stand
in the subgraphs' schemas.

## Subscriptions

All at `/graphql`, whichever the client speaks; queries and mutations go the same ways.

| protocol | how to ask for it |
| --- | --- |
| GraphQL over SSE, distinct connections | `Accept: text/event-stream` |
| GraphQL over SSE, single connection | `PUT`; then `GET`, `POST` and `DELETE` with its token |
| graphql-transport-ws | a WebSocket of this subprotocol |
| multipart | `Accept: multipart/mixed;subscriptionSpec=1.0` |

The token of a single connection stands in `X-GraphQL-Event-Stream-Token` or in `?token=`; its
streams live in one process: with several, the client must always reach the same. Over a WebSocket
the caller's token may be a member `Authorization` of `connection_init`'s payload. A page of another
origin may open none unless `door.cors` names the origin.

A client that takes nothing for 30 seconds is let go. When the gateway is stopped, streams break off
without `complete` and WebSockets with 1012, and clients connect anew. Subgraphs are followed by
graphql-transport-ws where they take the upgrade at their own address, otherwise by GraphQL over
SSE.

## Who calls

A caller sends `Authorization: Bearer TOKEN`: one of `unisono token`, or of an issuer that the
configuration names. That needs the extra `oidc` (`pip install unisono[oidc]`).

```yaml
door:
  issuers:
    - issuer: https://login.example/
      audience: unisono
      keys: https://login.example/.well-known/jwks.json    # or a file
      algorithms: [RS256, ES256]
      claims: {scopes: scope, roles: roles, partner: partner_id, client: azp}
```

The roles `agent`, `warehouse`, `finance`, `admin` and `partner` bring their scopes; a token with a
partner's claim speaks for that partner. Keys are fetched at the start, every five minutes, and when
a token names one that is not known, at most every 30 seconds; while the issuer is down the known
ones hold. Only public-key algorithms can be allowed; what a token says about where its key is found
is ignored.

A partner's program may have a key instead: `unisono keys create --partner ID` shows it once,
`unisono keys list` and `unisono keys revoke ID` do the rest. It is sent as the bearer token, kept
as a hash, and holds ten seconds at most after it was revoked, also for a subscription under way.
All keys of a partner are one client: with a new one the idempotency keys of the old go on.

## Documents by id

Any client may register a document under its SHA-256 and name it from then on (Apollo's automatic
persisted queries; `door.automaticPersistedQueries: false` ends that).

`door.trustedDocuments: {manifest: FILE}` names the documents of one's own clients: a manifest of
Apollo's, or the map of ids to texts that Relay and GraphQL Code Generator write. A request names
one by `documentId` or by `extensions.persistedQuery`, or sends its exact text. Production executes
nothing else (`enforced: false` says otherwise, `true` also in development); nothing can be
registered then.

## Limits

Under `door.limits`, each with the code of its refusal (`extensions.code`). Counted is what
fragments spread out to, of any operation of the document. Too large a body is 413, too great a load
503 with `Retry-After`; all others are
request errors: nothing has been executed.

The cost is estimated before anything is fetched (specs.apollo.dev/cost): an object is 1, a leaf 0,
a list its elements times its size, a mutation's root field 10 more, unless `@cost` says otherwise.
How long a list will be is told by `@listSize`, else by `first` or `last`, else
`door.assumedListSize` (10) is taken. `requireOneSlicingArgument` is not enforced: a list without
one is taken to be of its assumed size.

A partner's program writes ten times a second at most, root fields of mutations counted; what it has
not used it may use at once, up to a second's worth. More is refused as `RATE_LIMITED`. An import of
orders is one write. Each gateway counts for itself, and staff are not counted.

| key | most | default | code |
| --- | --- | --- | --- |
"""


def door_page() -> str:
    """The page as Markdown."""
    profiles = (_profile_row(field.name) for field in fields(DEVELOPMENT))
    limits = (_limit_row(row) for row in LIMITS.values())
    return _HEAD + "\n".join(profiles) + "\n" + _LIMITS + "\n".join(limits) + "\n"


def _profile_row(name: str) -> str:
    key = f"`{_KEYS[name]}`" if name in CONFIGURABLE else ""
    shown = ("yes" if getattr(row, name) else "no" for row in (DEVELOPMENT, PRODUCTION))
    return f"| {key} | {_WHAT[name]} | {' | '.join(shown)} |"


def _limit_row(row: Limit) -> str:
    return f"| `{row.key}` | {row.what} | {row.default:,} | `{row.code}` |"
