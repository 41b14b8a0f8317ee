"""Ten writes a second for each client of a partner; nobody else is bounded (domain §3.8)."""

import pytest

from chassis.identity import DEVELOPMENT_ACTOR, Actor
from gateway.federation.language.selection import Field, Fragment
from gateway.server.request_error import RequestRefusedError
from gateway.server.write_rate import MOST_CLIENTS, WriteRate, writes_of

P = Actor("PARTNER", "usr_p", "shop-p", "prt_p")
OTHER_PROGRAM = Actor("PARTNER", "usr_p", "crawler-p", "prt_p")


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rate(clock: Clock) -> WriteRate:
    return WriteRate(seconds=clock)


def is_refused(rate: WriteRate, actor: Actor, writes: int = 1) -> bool:
    try:
        rate.take(actor, writes)
    except RequestRefusedError as error:
        return error.errors[0]["extensions"] == {"code": "RATE_LIMITED"}
    return False


def test_the_eleventh_write_of_a_second_is_refused_and_the_next_second_has_ten_more(
    rate: WriteRate, clock: Clock
):
    assert [is_refused(rate, P) for _ in range(12)] == [*[False] * 10, True, True]
    clock.now += 0.25
    assert [is_refused(rate, P) for _ in range(3)] == [False, False, True]
    clock.now += 60
    assert [is_refused(rate, P) for _ in range(11)] == [*[False] * 10, True]


def test_several_writes_of_one_request_are_all_taken_or_none(rate: WriteRate, clock: Clock):
    assert is_refused(rate, P, 11)
    assert not is_refused(rate, P, 7)
    assert is_refused(rate, P, 4)
    assert not is_refused(rate, P, 3)
    clock.now += 60
    assert is_refused(rate, P, 11)


def test_each_program_has_its_own_permits_and_staff_needs_none(rate: WriteRate):
    assert not is_refused(rate, P, 10)
    assert not is_refused(rate, OTHER_PROGRAM, 10)
    assert not any(is_refused(rate, DEVELOPMENT_ACTOR) for _ in range(100))


def test_who_has_not_written_for_long_is_forgotten(rate: WriteRate):
    for number in range(MOST_CLIENTS + 10):
        rate.take(Actor("PARTNER", "usr", f"client-{number}", "prt_p"), 1)
    assert len(rate._buckets) == MOST_CLIENTS


def test_root_fields_in_fragments_are_writes_too():
    one, two = Field("placeOrder", "a"), Field("placeOrder", "b")
    assert writes_of((one, Fragment("Mutation", (two, Fragment("Mutation", (one,)))))) == 3
