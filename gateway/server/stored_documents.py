"""Documents that clients name instead of sending them.

Two kinds, by one table of policies: *automatic persisted queries*, which any client registers under
the SHA-256 of the text, and *trusted documents*, which a file lists and nobody can add to.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import msgspec

from chassis.errors import InputError
from gateway.server.request_error import RequestRefusedError

MOST_CHARACTERS: Final = 8_000_000
# No single text takes the place of so many others that hardly any is left.
_LEAST_TEXTS: Final = 50
_APOLLO_FORMAT: Final = "apollo-persisted-query-manifest"
_SHA256_PREFIX: Final = "sha256:"


class StoredDocuments(Protocol):
    """Where a request's text comes from when it is not simply the one that was sent."""

    @property
    def is_open(self) -> bool:
        """Whether a text without an id is taken as it is."""
        ...

    def text_of(self, query: str | None, document_id: str | None) -> str:
        """The text to execute, of what was sent of both.

        Raises:
            RequestRefusedError: the id is unknown, does not fit the text, or is needed.
        """
        ...


@dataclass(frozen=True, slots=True)
class NoStoredDocuments:
    """Every request sends its text."""

    is_open: bool = True

    def text_of(self, query: str | None, document_id: str | None) -> str:
        """See ``StoredDocuments``."""
        if query is None or document_id is not None:
            # The message is what Apollo's clients look for before they send texts ever after.
            raise RequestRefusedError.because(
                "PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED"
            )
        return query


@dataclass(slots=True)
class AutomaticDocuments:
    """Automatic persisted queries (Apollo's protocol, version 1).

    A text is kept under its own hash only, so that nobody can put another one in its place. The
    least recently used make room; who misses one registers it again.

    Attributes:
        most_characters: of all texts together.
    """

    most_characters: int = MOST_CHARACTERS
    is_open: bool = True
    _texts: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _characters: int = 0

    def text_of(self, query: str | None, document_id: str | None) -> str:
        """See ``StoredDocuments``."""
        if document_id is None:
            return _required(query)
        if query is None:
            return self._found(document_id)
        if _sha256(query) != document_id:
            raise _mismatch()
        self._keep(document_id, query)
        return query

    def _found(self, document_id: str) -> str:
        text = self._texts.get(document_id)
        if text is None:
            raise RequestRefusedError.because("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
        self._texts.move_to_end(document_id)
        return text

    def _keep(self, document_id: str, text: str) -> None:
        if document_id in self._texts:
            self._texts.move_to_end(document_id)
            return
        if len(text) > self.most_characters // _LEAST_TEXTS:
            return
        self._texts[document_id] = text
        self._characters += len(text)
        while self._characters > self.most_characters:
            _, dropped = self._texts.popitem(last=False)
            self._characters -= len(dropped)


@dataclass(frozen=True, slots=True)
class TrustedDocuments:
    """The documents of a manifest.

    Attributes:
        texts: by id.
        is_open: whether other texts are executed, too; then the ids are a convenience.
    """

    texts: Mapping[str, str]
    is_open: bool
    _known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Mapping[str, str], *, is_open: bool) -> TrustedDocuments:
        """Make them of a manifest's content."""
        return cls(texts, is_open, frozenset(texts.values()))

    def text_of(self, query: str | None, document_id: str | None) -> str:
        """See ``StoredDocuments``; a text that is listed needs no id."""
        if document_id is None:
            return self._listed(_required(query))
        text = self.texts.get(document_id) or self.texts.get(
            document_id.removeprefix(_SHA256_PREFIX)
        )
        if text is None:
            raise RequestRefusedError.because(
                "no trusted document has this id", "PERSISTED_QUERY_NOT_IN_LIST"
            )
        if query is not None and query != text:
            raise _mismatch()
        return text

    def _listed(self, query: str) -> str:
        if not self.is_open and query not in self._known:
            raise RequestRefusedError.because(
                "only trusted documents are executed here; send the id of one",
                "QUERY_NOT_IN_SAFELIST",
            )
        return query


class _Operation(msgspec.Struct):
    id: str
    body: str


class _ApolloManifest(msgspec.Struct):
    format: str
    version: int
    operations: list[_Operation]


def read_manifest(file: Path) -> dict[str, str]:
    """Texts by id: Apollo's form, or the map of Relay and GraphQL Code Generator.

    Raises:
        InputError: it cannot be read, or has neither form.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"door.trustedDocuments: {file} cannot be read: {error.strerror}; check the path"
        ) from error
    try:
        return _apollo_texts(content) or msgspec.json.decode(content, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            f"door.trustedDocuments: {file} is no manifest: {error}; give an object of texts by "
            f"id, or one of the format {_APOLLO_FORMAT!r}"
        ) from error


def _apollo_texts(content: bytes) -> dict[str, str] | None:
    try:
        manifest = msgspec.json.decode(content, type=_ApolloManifest)
    except msgspec.ValidationError:
        return None
    if manifest.format != _APOLLO_FORMAT or manifest.version != 1:
        raise msgspec.DecodeError(f"format {manifest.format!r}, version {manifest.version}")
    return {operation.id: operation.body for operation in manifest.operations}


def _required(query: str | None) -> str:
    if query is None:
        raise RequestRefusedError.because("the request has no document", "BAD_REQUEST")
    return query


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _mismatch() -> RequestRefusedError:
    return RequestRefusedError.because(
        "the document is not the one that the id stands for", "PERSISTED_QUERY_HASH_MISMATCH"
    )
