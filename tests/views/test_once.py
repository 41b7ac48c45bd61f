"""Each value is computed once, also when many ask together."""

import threading

import pytest

from views.once import Once


def test_many_threads_wait_for_one_computation():
    store, calls, start = Once(4), [], threading.Event()

    def compute():
        calls.append(1)
        start.wait(1)
        return "value"

    answers = []
    threads = [threading.Thread(target=lambda: answers.append(store.get("k", compute))) for _ in range(8)]
    for thread in threads:
        thread.start()
    start.set()
    for thread in threads:
        thread.join()
    assert answers == ["value"] * 8
    assert len(calls) == 1


def test_the_one_not_asked_for_longest_goes_first():
    store = Once(2)
    store.get("a", lambda: 1)
    store.get("b", lambda: 2)
    store.get("a", lambda: 0)
    store.get("c", lambda: 3)
    assert (store.has("a"), store.has("b"), store.has("c")) == (True, False, True)


def test_a_computation_that_failed_is_tried_anew():
    store = Once(2)
    with pytest.raises(ZeroDivisionError):
        store.get("k", lambda: 1 // 0)
    assert store.get("k", lambda: 5) == 5


def test_a_computation_that_failed_leaves_no_lock_behind():
    store = Once(2)
    for number in range(3):
        with pytest.raises(ZeroDivisionError):
            store.get(number, lambda: 1 / 0)
    assert store._turns == {}


def test_those_who_wait_for_one_that_fails_still_compute_one_after_the_other():
    store, inside, most, first = Once(2), [], [], threading.Event()

    def compute():
        inside.append(1)
        most.append(len(inside))
        first.wait(0.02)
        inside.pop()
        raise LookupError

    def ask():
        with pytest.raises(LookupError):
            store.get("k", compute)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 6
    assert store._turns == {}
