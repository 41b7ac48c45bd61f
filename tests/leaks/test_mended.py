"""Leaks that the table found, each by itself: errors that nobody caught, hashes of files with parcels in them."""

import gc
import json
import threading

import pytest

from bench.leak_office import DAY
from bench.leak_search import leaks_in
from bench.secret_land import NAME, secret_points, write_province
from layers.check import check_province
from layers.province import open_province
from office.cases.subjects import subjects_of
from office.cases.told import told_of
from office.log import start_log, stop_log

WORDS = "TopologyException: {} at {} {}".format(NAME, *secret_points("first")[0][0])


def fail():
    raise ValueError(WORDS)


def in_a_thread():
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def in_a_destructor():
    failing = type("Failing", (), {"__del__": lambda _self: fail()})()
    del failing
    gc.collect()


@pytest.mark.parametrize(("happens", "event"), [(in_a_thread, "thread"), (in_a_destructor, "unraisable")])
def test_an_error_that_nobody_caught_is_in_the_log_without_its_text(tmp_path, capfd, happens, event):
    start_log(tmp_path)
    try:
        happens()
    finally:
        stop_log()
    printed = capfd.readouterr()
    logged = (tmp_path / "log" / "ranh.log").read_text(encoding="utf-8")
    assert f'"failed: {event}"' in logged
    assert "ValueError" in logged
    assert {leaks_in(told.encode(), "first") for told in (printed.out, printed.err, logged)} == {frozenset()}


def test_cases_rest_on_layers_as_they_are_told(tmp_path):
    """Another shape in the same squares, in the layer of the defence land and among the parcels: the same facts."""
    facts = []
    for which in ("first", "second"):
        province = open_province(write_province(tmp_path, which))
        subjects = subjects_of(told_of(check_province(province, DAY), province))
        facts.append([subjects.of(f"S1/{rule}").facts for rule in ("DEF-01", "FOR-01", "USE-01")])
    assert json.dumps(facts[0]) == json.dumps(facts[1])
    assert [len(one["rests_on"]["layers"]) for one in facts[0]] == [0, 1, 1]
