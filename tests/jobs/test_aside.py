"""Long numerical work in a thread: progress, one end, cancelled on request, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from gxde_desktop.jobs.aside import Aside
from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed, Progress
from models.measurement import Cancelled as Stopped
from models.messages import MethodError, message

SECONDS = 20


class Listener:
    """Events in the order in which they came, and their end as a signal."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ended = threading.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        if not isinstance(event, Progress):
            self.ended.set()

    def end(self) -> Event:
        assert self.ended.wait(SECONDS)
        return self.events[-1]


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside("test")
    yield made
    made.close()


def until_stopped(
    begun: threading.Event,
) -> Callable[[Callable[[float], None], Callable[[], bool]], None]:
    def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        begun.set()
        while not cancelled():
            pass
        raise Stopped

    return work


def test_progress_comes_before_the_result(aside: Aside) -> None:
    def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> str:
        assert not cancelled()
        progress(0.5)
        return "made"

    told = Listener()
    aside.start(work, told)
    end = told.end()
    assert isinstance(end, Done)
    assert end.result == "made"
    assert told.events[0] == Progress(0.5)


def test_cancel_ends_the_work(aside: Aside) -> None:
    begun, told = threading.Event(), Listener()
    aside.start(until_stopped(begun), told)
    assert begun.wait(SECONDS)
    aside.cancel()
    assert isinstance(told.end(), Cancelled)


def test_a_new_piece_of_work_ends_the_one_before_and_waits_for_it(aside: Aside) -> None:
    begun, first, second = threading.Event(), Listener(), Listener()
    aside.start(until_stopped(begun), first)
    assert begun.wait(SECONDS)

    def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> bool:
        return first.ended.is_set()

    aside.start(work, second)
    end = second.end()
    assert isinstance(end, Done)
    assert end.result is True
    assert isinstance(first.end(), Cancelled)


def test_a_failure_is_told_with_its_message(aside: Aside) -> None:
    def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
        raise MethodError(message("uncertainty.wander", name="x"))

    told = Listener()
    aside.start(work, told)
    end = told.end()
    assert isinstance(end, Failed)
    assert end.message.code == "uncertainty.wander"


def test_closing_waits_for_the_end() -> None:
    aside, begun, told = Aside("test"), threading.Event(), Listener()
    aside.start(until_stopped(begun), told)
    assert begun.wait(SECONDS)
    aside.close()
    assert told.ended.is_set()


def test_work_that_is_added_ends_nothing_and_keeps_the_order() -> None:
    aside, done = Aside("test"), list[int]()
    for number in range(20):
        aside.add(partial(done.append, number))
    aside.finish()
    assert done == list(range(20))


def test_what_fails_leaves_the_thread_to_the_next_piece(aside: Aside) -> None:
    def work(progress: Callable[[float], None], cancelled: Callable[[], bool]) -> str:
        return "made"

    def fails() -> None:
        raise ValueError("on purpose")

    told = Listener()
    aside.add(fails)
    aside.start(work, told)
    assert isinstance(told.end(), Done)
