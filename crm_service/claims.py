"""Idempotency keys of the public creates: a key is a client's own, and is kept for seven days.

Same key and same input: the first answer. Same key and other input: refused. The claim is written
in the transaction of the write, so that of two parallel calls one writes and the other answers it.
"""

import dataclasses
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from chassis.clock import now
from chassis.decimals import show_quantity
from crm_service.refusals import Refusal, RefusedError
from crm_service.tables import CLAIMS
from crm_service.writing import Transaction, Work

LIFETIME = timedelta(days=7)
LONGEST_KEY = 128
PATH = ("idempotencyKey",)


def once(key: str, entered: object, work: Work) -> Work:
    """``work``, done once for a key; ``entered`` is what the key stands for.

    Raises:
        RefusedError: INVALID for a bad key, or one that stands for another input.
    """

    async def claimed(transaction: Transaction) -> str:
        if not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
            message = f"a key has 1 to {LONGEST_KEY} printable characters; make another one"
            raise RefusedError(Refusal("INVALID", message, PATH))
        print_ = fingerprint(transaction.operation, entered)
        known = await _answer(transaction, key, print_)
        if known is not None:
            return known
        written = await work(transaction)
        await _keep(transaction, key, print_, written)
        return written

    return claimed


def fingerprint(operation: str, entered: object) -> str:
    """SHA-256 of the input in canonical form: sorted, no nulls, ``100`` and ``100.0`` the same."""
    canonical = [operation, _canonical(entered)]
    return hashlib.sha256(msgspec.json.encode(canonical, order="sorted")).hexdigest()


def _canonical(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
        return _canonical(fields)
    if isinstance(value, Mapping):
        return {name: _canonical(item) for name, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return show_quantity(value) if isinstance(value, Decimal) else value


async def _answer(transaction: Transaction, key: str, print_: str) -> str | None:
    is_same = (CLAIMS.c.client_id == transaction.actor.client_id) & (CLAIMS.c.key == key)
    claim = (await transaction.connection.execute(select(CLAIMS).where(is_same))).one_or_none()
    if claim is None:
        return None
    if claim.at + LIFETIME < now():
        await transaction.connection.execute(delete(CLAIMS).where(is_same))
        return None
    if claim.fingerprint != print_:
        message = f"key {key!r} was used for another input; use a new key, or send that input"
        raise RefusedError(Refusal("INVALID", message, PATH))
    return str(claim.answer)


async def _keep(transaction: Transaction, key: str, print_: str, written: str) -> None:
    values = {
        "client_id": transaction.actor.client_id,
        "key": key,
        "fingerprint": print_,
        "answer": written,
        "at": now(),
    }
    await transaction.connection.execute(insert(CLAIMS).values(values))
