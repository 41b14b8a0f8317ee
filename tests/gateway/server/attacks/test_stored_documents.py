"""Documents by id: nobody puts another text under an id, and where only listed ones are executed,
no other way leads in."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chassis.errors import InputError
from gateway.server.profile import DEVELOPMENT, PRODUCTION, DoorPolicy, door_policy
from gateway.server.settings import DoorSettings, TrustedDocumentsSettings
from gateway.server.stored_documents import (
    AutomaticDocuments,
    NoStoredDocuments,
    TrustedDocuments,
    read_manifest,
)
from tests.gateway.server.attacks.conftest import open_door

QUERY = '{ customer(id: "1") { name } }'
OTHER = '{ customer(id: "2") { name } }'
HASH = hashlib.sha256(QUERY.encode()).hexdigest()
LISTED = {"by-name": QUERY, HASH: QUERY, "schema": "{ __schema { queryType { name } } }"}
MODERN = {"accept": "application/graphql-response+json"}


def persisted(sha256: str, version: int = 1) -> dict[str, object]:
    return {"persistedQuery": {"version": version, "sha256Hash": sha256}}


async def post(door: Any, **body: object) -> tuple[int, Any]:
    answer = await door.client.post("/graphql", json=body, headers=MODERN)
    found = answer.json()
    return answer.status_code, found.get("data") or found["errors"][0]["extensions"]["code"]


FOUND = (200, {"customer": {"name": "Nord AG"}})


@pytest.fixture
async def trusting() -> AsyncIterator[Any]:
    stored = TrustedDocuments.of(LISTED, is_open=False)
    async for door in open_door(DoorPolicy(PRODUCTION, stored=stored)):
        yield door


async def test_a_client_registers_a_document_and_names_it_from_then_on(production: Any):
    unknown = await production.client.post("/graphql", json={"extensions": persisted(HASH)})
    assert unknown.status_code == 200
    assert unknown.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert unknown.json()["errors"][0]["extensions"] == {"code": "PERSISTED_QUERY_NOT_FOUND"}
    assert await post(production, query=QUERY, extensions=persisted(HASH)) == FOUND
    assert await post(production, extensions=persisted(HASH)) == FOUND


async def test_a_registered_document_is_read_by_get(development: Any):
    await post(development, query=QUERY, extensions=persisted(HASH))
    extensions = msgspec.json.encode(persisted(HASH)).decode()
    answer = await development.client.get("/graphql", params={"extensions": extensions})
    assert answer.json() == {"data": FOUND[1]}


async def test_another_text_does_not_take_the_place_of_a_hash(production: Any):
    refused = await post(production, query=OTHER, extensions=persisted(HASH))
    assert refused == (400, "PERSISTED_QUERY_HASH_MISMATCH")
    refused = await post(production, extensions=persisted(HASH))
    assert refused == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert production.calls == []


@pytest.mark.parametrize(
    "extensions",
    [
        persisted(HASH, version=2),
        {"persistedQuery": {"version": 1}},
        {"persistedQuery": HASH},
        {"persistedQuery": None},
    ],
)
async def test_what_is_no_persisted_query_is_400(production: Any, extensions: object):
    assert await post(production, query=QUERY, extensions=extensions) == (400, "BAD_REQUEST")


async def test_registered_documents_are_held_to_all_rules(production: Any):
    text = LISTED["schema"]
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for body in ({"query": text}, {}):
        refused = await post(production, **body, extensions=persisted(sha256))
        assert refused == (400, "INTROSPECTION_DISABLED")


def test_only_so_many_characters_are_kept_and_the_least_used_go_first():
    stored = AutomaticDocuments(most_characters=1000)
    texts = [f"{{ a{number} }}".ljust(20) for number in range(51)]
    hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    for text, sha256 in zip(texts[:50], hashes, strict=False):
        stored.text_of(text, sha256)
    assert stored.text_of(None, hashes[0]) == texts[0]
    stored.text_of(texts[50], hashes[50])
    assert stored.text_of(None, hashes[0]) == texts[0]
    with pytest.raises(Exception, match="PersistedQueryNotFound"):
        stored.text_of(None, hashes[1])


def test_one_text_is_never_so_long_that_others_go_for_it():
    stored = AutomaticDocuments(most_characters=1000)
    text = "#" * 21
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    assert stored.text_of(text, sha256) == text
    with pytest.raises(Exception, match="PersistedQueryNotFound"):
        stored.text_of(None, sha256)


async def test_where_they_are_off_a_client_learns_to_send_texts():
    async for door in open_door(DoorPolicy(DEVELOPMENT, stored=NoStoredDocuments())):
        code = "PERSISTED_QUERY_NOT_SUPPORTED"
        assert await post(door, extensions=persisted(HASH)) == (400, code)
        assert await post(door, query=QUERY) == FOUND


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": "by-name"},
        {"documentId": f"sha256:{HASH}"},
        {"extensions": persisted(HASH)},
        {"query": QUERY, "documentId": "by-name"},
        {"query": QUERY},
    ],
)
async def test_a_listed_document_is_executed(trusting: Any, body: dict[str, object]):
    assert await post(trusting, **body) == FOUND


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": OTHER}, "QUERY_NOT_IN_SAFELIST"),
        ({"query": QUERY + " "}, "QUERY_NOT_IN_SAFELIST"),
        ({"query": '{ x: customer(id: "1") { name } }'}, "QUERY_NOT_IN_SAFELIST"),
        ({"query": QUERY + " query B { secretCode(guess: 1) }"}, "QUERY_NOT_IN_SAFELIST"),
        (
            {"query": "query by { secretCode(guess: 1) }", "operationName": "by"},
            "QUERY_NOT_IN_SAFELIST",
        ),
        ({"documentId": "unknown"}, "PERSISTED_QUERY_NOT_IN_LIST"),
        ({"extensions": persisted("0" * 64)}, "PERSISTED_QUERY_NOT_IN_LIST"),
        ({"query": OTHER, "documentId": "by-name"}, "PERSISTED_QUERY_HASH_MISMATCH"),
        ({"query": OTHER, "extensions": persisted(HASH)}, "PERSISTED_QUERY_HASH_MISMATCH"),
        (
            {
                "query": OTHER,
                "extensions": persisted(hashlib.sha256(OTHER.encode()).hexdigest()),
            },
            "PERSISTED_QUERY_NOT_IN_LIST",
        ),
        ({"documentId": "schema"}, "INTROSPECTION_DISABLED"),
        ({"documentId": "by-name", "operationName": "Other"}, "OPERATION_RESOLUTION_FAILURE"),
    ],
)
async def test_no_other_way_leads_in(trusting: Any, body: dict[str, object], code: str):
    assert await post(trusting, **body) == (400, code)
    assert trusting.calls == []


async def test_where_they_are_not_enforced_other_documents_are_executed_too():
    stored = TrustedDocuments.of(LISTED, is_open=True)
    async for door in open_door(DoorPolicy(DEVELOPMENT, stored=stored)):
        assert await post(door, query=OTHER) == FOUND
        assert await post(door, documentId="by-name") == FOUND


APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": HASH, "body": QUERY, "name": "Q", "type": "query"}],
}


@pytest.mark.parametrize("content", [{HASH: QUERY}, APOLLO], ids=["relay", "apollo"])
@pytest.mark.parametrize("profile", ["development", "production"])
def test_a_manifest_is_enforced_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: object, profile: str
):
    monkeypatch.setenv("UNISONO_PROFILE", profile)
    monkeypatch.delenv("UNISONO_CLOCK", raising=False)
    file = tmp_path / "manifest.json"
    file.write_bytes(msgspec.json.encode(content))
    settings = DoorSettings(trusted_documents=TrustedDocumentsSettings(str(file)))
    stored = door_policy(settings).stored
    assert isinstance(stored, TrustedDocuments)
    assert stored.texts == {HASH: QUERY}
    assert stored.is_open is (profile == "development")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"a": 1}', b'{"format": "x", "version": 1, "operations": []}']
)
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes):
    file = tmp_path / "manifest.json"
    file.write_bytes(content)
    with pytest.raises(InputError, match="trustedDocuments"):
        read_manifest(file)


def test_a_manifest_that_is_missing_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_manifest(tmp_path / "none.json")
