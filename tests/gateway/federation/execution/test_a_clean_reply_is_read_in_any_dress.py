"""Spaces, extensions and the order of members change nothing about what a clean reply says."""

from __future__ import annotations

import msgspec
import pytest

from gateway.federation.execution.typed.boundaries import NotCleanError
from gateway.federation.execution.typed.replies import StrictReader


class Item(msgspec.Struct):
    id: int


BARE = b'{"data":{"_entities":[{"id":1},null]}}'
READ = [Item(1), None]


def reader() -> StrictReader:
    return StrictReader(list[Item | None], "_entities")


@pytest.mark.parametrize(
    "body",
    [
        BARE,
        b' { "data" : {"_entities":[{"id":1},null]}}',
        b'{"data":{"_entities":[{"id":1},null]},"extensions":{"a":{}}}',
        b'{"data":{"_entities":[{"id":1},null],"more":1}}',
        b'{"data":{"_entities":[{"id":1},null]},"errors":null}',
        b'{"data":{"_entities":[{"id":1},null]},"errors":[]}',
        b'{"errors":[],"data":{"_entities":[{"id":1},null]}}',
    ],
)
def test_it_is_read(body: bytes):
    one = reader()
    assert [one.read(each) for each in (body, BARE, body)] == [READ, READ, READ]


@pytest.mark.parametrize(
    "body",
    [
        b'{"data":{"_entities":[{"id":1}]},"errors":[{"message":"no"}]}',
        b'{"data":{"_entities":[{"id":1}]},"errors":[{}]}',
        b'{"data":{"_entities":[{"id":1}],"data":{}},"errors":[{"message":"{}"}]}',
    ],
)
def test_errors_are_never_passed_over(body: bytes):
    with pytest.raises(NotCleanError):
        reader().read(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"data":{"_entities":[{"id":1}]}}}',
        b'{"data":{"_entities":[{"id":1}],[]}}',
        b'{"data":{"_entities":[{"id":"1"}]}}',
        b'{"data":{"_entities":}}',
        b'{"data":{"_entities":[]}',
        b'{"data":null}',
        b"",
    ],
)
def test_anything_else_is_refused(body: bytes):
    with pytest.raises(msgspec.DecodeError):
        reader().read(body)


def test_text_that_is_not_utf8_is_refused():
    with pytest.raises(UnicodeDecodeError):
        StrictReader(msgspec.Raw).read(b'{"data":{"a":"\xff"}}')
