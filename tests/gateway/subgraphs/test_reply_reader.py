"""A stream of bytes is the same replies, however it is cut into pieces."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.subgraphs.client import SubgraphReply
from gateway.subgraphs.reply_reader import ReplyLimits, ReplyReader

LIMITS = ReplyLimits(head=1000, body=1000)
PACKED = gzip.compress(b'{"b":2}', mtime=0)
PACKED_HEAD = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n"
REPLIES = {
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}": SubgraphReply(200, b"{}"),
    b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n": SubgraphReply(500, b""),
    PACKED_HEAD % len(PACKED) + PACKED: SubgraphReply(200, b'{"b":2}'),
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n": SubgraphReply(
        200, b"{}"
    ),
    b"HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1": SubgraphReply(
        200, b"1"
    ),
    b"HTTP/1.1 204 None\r\n\r\n": SubgraphReply(204, b""),
}


def read(reader: ReplyReader, pieces: list[bytes]) -> SubgraphReply:
    reader.start()
    for number, piece in enumerate(pieces, 1):
        reply = reader.feed(piece)
        assert (reply is not None) == (number == len(pieces))
    assert reply is not None
    return reply


@st.composite
def replies_in_pieces(draw: st.DrawFn) -> list[bytes]:
    reply = draw(st.sampled_from(sorted(REPLIES)))
    cuts = draw(st.sets(st.integers(1, len(reply) - 1), max_size=3))
    edges = [0, *sorted(cuts), len(reply)]
    return [reply[start:end] for start, end in pairwise(edges)]


@given(st.lists(replies_in_pieces(), min_size=1, max_size=12))
def test_one_connection_reads_one_reply_after_the_other(stream: list[list[bytes]]):
    reader = ReplyReader(LIMITS)
    for pieces in stream:
        assert read(reader, pieces) == REPLIES[b"".join(pieces)]
        assert reader.can_go_on


@pytest.mark.parametrize("pieces", [[b"{}HTTP"], [b"{", b"}H"]])
def test_bytes_after_a_reply_end_the_connection(pieces: list[bytes]):
    reader = ReplyReader(LIMITS)
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"
    assert read(reader, [head + pieces[0], *pieces[1:]]).body == b"{}"
    assert not reader.can_go_on
