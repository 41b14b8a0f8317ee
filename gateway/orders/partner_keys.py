"""Keys with which partners' programs call: made once, shown once, revocable.

A key is random, so its plain SHA-256 is as good as a slow hash: there is nothing to guess.
"""

import hashlib
import hmac
import re
import secrets
from typing import Any, Final

from chassis.clock import now
from chassis.errors import InputError
from chassis.identity import PARTNER_SCOPES, Actor
from gateway.orders.partner_key import PartnerKey
from gateway.orders.store.partner_keys import PartnerKeyStore

PREFIX: Final = "usk"
LONGEST_TEXT: Final = 200
_FORM: Final = re.compile(rf"{PREFIX}_(?P<id>[0-9a-f]{{16}})_(?P<secret>[A-Za-z0-9_-]{{43}})")


class PartnerKeys:
    """All keys of one installation."""

    def __init__(self, store: PartnerKeyStore) -> None:
        self._store = store

    async def create(
        self, partner_id: str, label: str, scopes: tuple[str, ...], by: Actor
    ) -> tuple[PartnerKey, str]:
        """Make a key; the text is the key itself, which nobody can read again.

        Raises:
            InputError: no partner, a text that is too long, or a scope that is no partner's.
        """
        for name, text in (("partnerId", partner_id), ("label", label)):
            if len(text) > LONGEST_TEXT or (name == "partnerId" and not text):
                raise InputError(f"{name}: give 1 to {LONGEST_TEXT} characters")
        wrong = sorted(set(scopes) - set(PARTNER_SCOPES))
        if wrong:
            raise InputError(
                f"scopes: {', '.join(wrong)} is not for partners; give some of "
                f"{', '.join(PARTNER_SCOPES)}"
            )
        key = PartnerKey(
            secrets.token_hex(8), partner_id, label, scopes or PARTNER_SCOPES, now(), by.id
        )
        secret = secrets.token_urlsafe(32)
        await self._store.add({**_row(key), "digest": _digest(secret)})
        return key, f"{PREFIX}_{key.id}_{secret}"

    async def list(self) -> list[PartnerKey]:
        """All keys, revoked ones too, the newest last."""
        return [_key(row) for row in await self._store.all()]

    async def revoke(self, key_id: str) -> PartnerKey | None:
        """End a key; None where there is none of this id."""
        await self._store.revoke(key_id)
        row = await self._store.find(key_id)
        return None if row is None else _key(row)

    async def actor_of(self, text: str) -> Actor | None:
        """Whose key it is; None where it is nobody's, or not any more.

        All keys of a partner are one client: a new key continues the idempotency keys of the old.
        """
        match = _FORM.fullmatch(text)
        row = None if match is None else await self._store.find(match["id"])
        if match is None or row is None or row.revoked_at is not None:
            return None
        if not hmac.compare_digest(row.digest, _digest(match["secret"])):
            return None
        client = f"partner-{row.partner_id}"
        return Actor("PARTNER", row.partner_id, client, row.partner_id, tuple(row.scopes))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _row(key: PartnerKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "partner_id": key.partner_id,
        "label": key.label,
        "scopes": list(key.scopes),
        "created_at": key.created_at,
        "created_by": key.created_by,
    }


def _key(row: Any) -> PartnerKey:
    return PartnerKey(
        row.id,
        row.partner_id,
        row.label,
        tuple(row.scopes),
        row.created_at,
        row.created_by,
        row.revoked_at,
    )
