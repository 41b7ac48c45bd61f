"""The log tells what failed and where, and nothing of what it was about."""

import errno
import io
import json
import logging
import stat
import sys
import threading

import pytest
import shapely

from office import log
from office.log import FILE, FOLDER, is_logging, redacted, report, start_log, stop_log

MARKER = "Kho K-77 bí mật"


@pytest.fixture
def office(tmp_path):
    start_log(tmp_path)
    yield tmp_path
    stop_log()


def lines(office):
    for handler in logging.getLogger().handlers:
        handler.flush()
    text = (office / FOLDER / FILE).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()], text


def test_whoever_watched_uncaught_errors_before_does_so_again(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(threading, "excepthook", lambda told: seen.append(told.exc_type))
    start_log(tmp_path)
    start_log(tmp_path)
    stop_log()
    thread = threading.Thread(target=int, args=("no number",))
    thread.start()
    thread.join()
    assert seen == [ValueError]
    stop_log()
    assert threading.excepthook.__name__ == "<lambda>"


def test_a_fault_has_its_number_class_and_places_and_no_text(office):
    secret_name, shape = MARKER, shapely.Point(583104.25, 2460021.5)
    with pytest.raises(ValueError, match="K-77") as caught:
        raise ValueError(f"TopologyException: side location conflict at {shape} near {secret_name}")
    number = report("page", caught.value, person=7, where="warnings")
    (line,), text = lines(office)
    assert line["number"] == number
    assert len(number) == log.NUMBER_LENGTH
    assert (line["level"], line["event"], line["person"], line["where"]) == (
        "error",
        "failed: page",
        7,
        "warnings",
    )
    assert line["places"][0] == "ValueError"
    assert "test_log.py" in line["places"][1]
    for mark in (MARKER, "583104", "2460021", "POINT", "TopologyException", str(office)):
        assert mark not in text


def fail_on_a_shape():
    try:
        shapely.from_wkt("POLYGON ((583104 2460021")
    except shapely.errors.ShapelyError as inner:
        raise RuntimeError(MARKER) from inner


def test_the_cause_is_told_as_well(office):
    with pytest.raises(RuntimeError) as caught:
        fail_on_a_shape()
    report("command", caught.value)
    (line,), text = lines(office)
    assert line["places"][0] == "RuntimeError"
    assert "cause:" in line["places"]
    assert "583104" not in text
    assert MARKER not in text


@pytest.mark.parametrize("name", ["streamlit.web", "uvicorn.error", "ranh.web", "sqlalchemy.engine"])
def test_no_logger_of_anybody_writes_what_an_exception_says(office, capsys, name):
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        raise ValueError(f"{MARKER} at 583104.25 2460021.5")
    except ValueError:
        logger.exception("Uncaught at %s", shapely.Point(583104.25, 2460021.5))
    finally:
        logger.removeHandler(handler)
    told = capsys.readouterr().err
    assert "ValueError" in told
    for mark in (MARKER, "583104", "2460021"):
        assert mark not in told
        assert mark not in lines(office)[1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GET /tai-ve/abc?token=s3cret HTTP/1.1", "GET /tai-ve/abc[…] HTTP/1.1"),
        ("MULTIPOLYGON Z (((1 2 3, 4 5 6)))", "[…]"),
        ("corner 583104.25, 2460021.5 and 103.456789 22.345678", "corner […], […] and […] […]"),
        ("1 of 637 cases in 2.5 s on 26/11/2026", "1 of 637 cases in 2.5 s on 26/11/2026"),
        ("area 898584.7 m2", "area […] m2"),
    ],
)
def test_figures_that_could_be_coordinates_are_left_out(text, told):
    assert redacted(text) == told


def test_the_file_is_for_its_owner_and_does_not_grow_without_end(office, monkeypatch):
    file = office / FOLDER / FILE
    logging.getLogger("ranh").warning("first")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    handler = next(one for one in logging.getLogger().handlers if getattr(one, "maxBytes", 0))
    monkeypatch.setattr(handler, "maxBytes", 2_000)
    for number in range(200):
        logging.getLogger("ranh").warning("line number %d", number)
    kept = sorted(path.name for path in file.parent.iterdir())
    assert kept == [FILE, *(f"{FILE}.{number}" for number in range(1, log.FILES_KEPT + 1))]
    assert all(path.stat().st_size <= 2_000 for path in file.parent.iterdir())
    assert lines(office)[0][-1]["event"] == "line number 199"


def test_a_log_that_cannot_be_written_is_said_once_and_stops_nothing(tmp_path, capsys):
    (tmp_path / FOLDER).write_text("a file where the folder should be", encoding="utf-8")
    start_log(tmp_path)
    try:
        assert not is_logging()
        assert report("page", ValueError("x"))
    finally:
        stop_log()
    assert capsys.readouterr().err.count("cannot be written") == 1


class Full(io.StringIO):
    """A stream on a disk without room."""

    def write(self, _text):
        """Fail as the system does."""
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.usefixtures("office")
def test_a_full_disk_is_said_once_and_stops_nothing(capsys, monkeypatch):
    handler = next(one for one in logging.getLogger().handlers if getattr(one, "maxBytes", 0))
    handler.close()
    monkeypatch.setattr(handler, "maxBytes", 0)
    monkeypatch.setattr(handler, "stream", Full())
    for _ in range(3):
        logging.getLogger("ranh").warning("told to nobody")
    assert capsys.readouterr().err.count("cannot be written") == 1


@pytest.mark.usefixtures("office")
def test_stopped_it_leaves_records_as_they_are():
    assert is_logging()
    stop_log()
    assert not is_logging()
    assert logging.getLogRecordFactory() is logging.LogRecord
