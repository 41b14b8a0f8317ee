"""Values of a person in an audit: kept beside the hashed entry, so that they can be erased (§3.7).

The entry holds a salted digest of each such value, which the chain seals; the value and the salt
stand in a column that is not sealed. Erasing that column leaves a chain that holds, and digests
that nobody can guess a name from. What is left then reads as ``ERASED``.
"""

import copy
import hashlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, text

ERASED = "(erased)"
PREFIX = "withheld:"
SALT_BYTES = 16
JSON = Any


def withhold(
    changes: Mapping[str, Any], paths: Collection[str]
) -> tuple[dict[str, JSON], dict[str, JSON] | None]:
    """The changes with digests at ``paths``, and what was there; None where there was nothing.

    A path is dotted, with ``*`` for every item of a list or an object.
    """
    plain: dict[str, JSON] = msgspec.json.decode(msgspec.json.encode(changes))
    salt = secrets.token_hex(SALT_BYTES)
    values: dict[str, JSON] = {}
    for pattern in paths:
        for path in list(_matching(plain, pattern.split("."))):
            holder, key = _holder(plain, path)
            if holder[key] in (None, [], ""):
                continue
            values[".".join(path)] = holder[key]
            holder[key] = _digest(salt, holder[key])
    return plain, {"salt": salt, "values": values} if values else None


def restore(changes: JSON, personal: Mapping[str, Any] | None) -> JSON:
    """The changes as they were written, but for what was erased since."""
    found = copy.deepcopy(changes)
    for path, value in ((personal or {}).get("values") or {}).items():
        holder, key = _holder(found, path.split("."))
        holder[key] = value
    return found if personal else _erased(found)


def is_true(changes: JSON, personal: Mapping[str, Any] | None) -> bool:
    """Whether the values that are left are those whose digests were sealed."""
    if personal is None:
        return True
    try:
        return all(
            holder[key] == _digest(personal["salt"], value)
            for path, value in personal["values"].items()
            for holder, key in [_holder(changes, path.split("."))]
        )
    except (KeyError, IndexError, TypeError, ValueError):
        return False


def withhold_stored(connection: Connection, paths: Mapping[str, Collection[str]]) -> None:
    """Entries from before there was a column for such values; the chain begins anew."""
    for entity_type, patterns in paths.items():
        query = text("SELECT sequence, changes FROM audit WHERE entity_type = :type")
        for row in connection.execute(query, {"type": entity_type}).all():
            changes, personal = withhold(msgspec.json.decode(row.changes), patterns)
            if personal is not None:
                _store(connection, row.sequence, changes, personal)
    connection.execute(text("DELETE FROM audit_chain"))


def restore_stored(connection: Connection) -> None:
    """The way back: values stand in the entries again; the chain begins anew."""
    query = text("SELECT sequence, changes, personal FROM audit WHERE personal IS NOT NULL")
    for row in connection.execute(query).all():
        changes = restore(msgspec.json.decode(row.changes), msgspec.json.decode(row.personal))
        _store(connection, row.sequence, changes, None)
    connection.execute(text("DELETE FROM audit_chain"))


def _store(connection: Connection, sequence: int, changes: JSON, personal: JSON) -> None:
    change = "UPDATE audit SET changes = :changes, personal = :personal WHERE sequence = :sequence"
    values = {
        "sequence": sequence,
        "changes": msgspec.json.encode(changes).decode(),
        "personal": None if personal is None else msgspec.json.encode(personal).decode(),
    }
    connection.execute(text(change), values)


def _digest(salt: str, value: JSON) -> str:
    said = salt.encode() + msgspec.json.encode(value, order="sorted")
    return f"{PREFIX}{hashlib.sha256(said).hexdigest()}"


def _matching(value: JSON, pattern: list[str]) -> Iterator[list[str]]:
    if not pattern:
        yield []
        return
    first, *rest = pattern
    if first == "*" and isinstance(value, dict | list):
        keys: Any = range(len(value)) if isinstance(value, list) else list(value)
    elif isinstance(value, dict) and first in value:
        keys = [first]
    else:
        return
    for key in keys:
        for path in _matching(value[key], rest):
            yield [str(key), *path]


def _holder(value: JSON, path: list[str]) -> tuple[Any, Any]:
    *above, last = path
    for key in above:
        value = value[int(key)] if isinstance(value, list) else value[key]
    return value, int(last) if isinstance(value, list) else last


def _erased(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _erased(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_erased(item) for item in value]
    return ERASED if isinstance(value, str) and value.startswith(PREFIX) else value
