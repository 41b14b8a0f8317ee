"""A head that has been read before is read without the parser, and means the same."""

from __future__ import annotations

import gzip
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.subgraphs.client import SubgraphReply
from gateway.subgraphs.reply_heads import ReplyHeads
from gateway.subgraphs.reply_reader import BrokenReplyError, ReplyLimits, ReplyReader

LIMITS = ReplyLimits(head=1000, body=1000)
PACKED = gzip.compress(b'{"b":2}', mtime=0)
REPLIES = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\nx: y\r\n\r\n" + b'{"a":1}',
    b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(PACKED)
    + PACKED,
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1",
    b"HTTP/1.1 204 None\r\n\r\n",
)


def read(reader: ReplyReader, pieces: list[bytes]) -> SubgraphReply:
    reader.start()
    for number, piece in enumerate(pieces, 1):
        reply = reader.feed(piece)
        assert (reply is not None) == (number == len(pieces))
    assert reply is not None
    return reply


@st.composite
def replies_in_pieces(draw: st.DrawFn) -> list[bytes]:
    reply = draw(st.sampled_from(REPLIES))
    cuts = draw(st.sets(st.integers(1, len(reply) - 1), max_size=3))
    edges = [0, *sorted(cuts), len(reply)]
    return [reply[start:end] for start, end in pairwise(edges)]


@given(st.lists(replies_in_pieces(), min_size=1, max_size=12))
def test_whatever_has_been_read_before_the_next_reply_is_what_it_is(stream: list[list[bytes]]):
    learning = ReplyReader(LIMITS, ReplyHeads())
    for pieces in stream:
        ignorant = ReplyReader(LIMITS, ReplyHeads())
        assert read(learning, pieces) == read(ignorant, pieces)
        assert learning.can_go_on


def test_only_the_length_may_differ():
    heads = ReplyHeads()
    read(ReplyReader(LIMITS, heads), [REPLIES[1]])
    assert heads.framing(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\nx: y\r\n\r\n") is not None
    assert heads.framing(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\nx: z\r\n\r\n") is None
    assert heads.framing(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\nx: y\r\n") is None
    assert heads.framing(b"HTTP/1.1 200 OK\r\ncontent-length: -9\r\nx: y\r\n\r\n") is None


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 304 Same\r\ncontent-length: 2\r\n\r\n",
        *REPLIES[4:],
    ],
)
def test_other_framings_are_left_to_the_parser(reply: bytes):
    heads = ReplyHeads()
    read(ReplyReader(LIMITS, heads), [reply])
    assert heads.framing(reply) is None


def test_a_known_head_may_announce_no_more_than_others():
    reader = ReplyReader(LIMITS, ReplyHeads())
    read(reader, [REPLIES[0]])
    reader.start()
    with pytest.raises(BrokenReplyError, match="more than 1000 bytes"):
        reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n")


@pytest.mark.parametrize("pieces", [[b"{}HTTP"], [b"{", b"}H"]])
def test_bytes_after_a_reply_with_a_known_head_end_the_connection(pieces: list[bytes]):
    reader = ReplyReader(LIMITS, ReplyHeads())
    read(reader, [REPLIES[0]])
    head = REPLIES[0].removesuffix(b"{}")
    assert read(reader, [head + pieces[0], *pieces[1:]]).body == b"{}"
    assert not reader.can_go_on


def test_no_more_heads_are_kept_than_agreed():
    heads = ReplyHeads(most=4)
    for number in range(20):
        reply = b"HTTP/1.1 200 OK\r\nx: %d\r\ncontent-length: 2\r\n\r\n{}" % number
        heads.learn(reply, 200, b"identity")
        assert heads.framing(reply) is not None
    assert len(heads._known) <= 4
