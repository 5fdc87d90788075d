"""Measuring in a thread: the latest request wins, and every request gets one answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator

import pytest

from gxde_desktop.jobs.events import Cancelled, Done, Event, Failed
from gxde_desktop.jobs.measuring import Measurer
from models.dataset import Dataset
from models.messages import MethodError, message
from models.parameters import PRESETS, Parameters

PARAMETERS = PRESETS["gx2022"]


class Gate:
    """Stands for `measure`: says when it starts and waits until it may go on."""

    def __init__(self) -> None:
        self.started: queue.Queue[str] = queue.Queue()
        self.go_on = threading.Semaphore(0)

    def __call__(self, dataset: Dataset, parameters: Parameters) -> str:
        self.started.put(dataset.region)
        assert self.go_on.acquire(timeout=30)
        if dataset.region == "bad":
            raise MethodError(message("needs.table", region="bad"))
        return dataset.region


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def measurer(gate: Gate) -> Iterator[Measurer]:
    made = Measurer(gate)
    yield made
    gate.go_on.release(10)
    made.close()


def test_the_latest_waiting_request_wins(measurer: Measurer, gate: Gate) -> None:
    events: queue.Queue[tuple[str, Event]] = queue.Queue()

    def ask(name: str) -> None:
        measurer.request(Dataset(name), PARAMETERS, lambda event: events.put((name, event)))

    ask("first")
    assert gate.started.get(timeout=30) == "first"
    ask("second")
    ask("third")
    name, event = events.get(timeout=30)
    assert (name, type(event)) == ("second", Cancelled)
    gate.go_on.release(2)
    # What was being measured is delivered: a figure follows a slider that keeps moving.
    name, event = events.get(timeout=30)
    assert isinstance(event, Done)
    assert (name, event.result) == ("first", "first")
    name, event = events.get(timeout=30)
    assert isinstance(event, Done)
    assert (name, event.result) == ("third", "third")
    assert gate.started.get_nowait() == "third"


def test_a_refusal_is_a_message_and_the_thread_lives_on(measurer: Measurer, gate: Gate) -> None:
    events: queue.Queue[Event] = queue.Queue()
    gate.go_on.release(2)
    measurer.request(Dataset("bad"), PARAMETERS, events.put)
    failed = events.get(timeout=30)
    assert isinstance(failed, Failed)
    assert failed.message.code == "needs.table"
    measurer.request(Dataset("good"), PARAMETERS, events.put)
    assert isinstance(events.get(timeout=30), Done)


def test_closing_ends_the_thread_and_answers_what_waits(gate: Gate) -> None:
    measurer = Measurer(gate)
    events: queue.Queue[tuple[str, Event]] = queue.Queue()
    measurer.request(Dataset("a"), PARAMETERS, lambda event: events.put(("running", event)))
    gate.started.get(timeout=30)
    measurer.request(Dataset("b"), PARAMETERS, lambda event: events.put(("waiting", event)))
    gate.go_on.release()
    measurer.close()
    ended = {events.get_nowait()[0] for _ in range(2)}
    assert ended == {"running", "waiting"}
    assert "gxde-measure" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(RuntimeError):
        measurer.request(Dataset("late"), PARAMETERS, print)


def test_the_real_measure_is_used_by_default() -> None:
    measurer = Measurer()
    events: queue.Queue[Event] = queue.Queue()
    measurer.request(Dataset("empty"), PARAMETERS, events.put)
    event = events.get(timeout=30)
    assert isinstance(event, Done)
    assert event.result.frame.benchmarks == ()
    measurer.close()
