"""
The log: what went wrong and where in the program, never what it was about.

Texts of exceptions are not written at all: those of the geometry library hold coordinates, others
hold names from files. A line has the class of the error and the places in the code, under a
short number that the person at the page is shown as well.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FOLDER, FILE = "log", "ranh.log"
FILE_BYTES, FILES_KEPT = 2_000_000, 5
NUMBER_LETTERS, NUMBER_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 6
PLACES_KEPT = 12

SHAPES = re.compile(
    r"\b(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE)|GEOMETRYCOLLECTION|LINEARRING)"
    r"(?:\s+(?:Z|M|ZM))?\s*\(.*",
    re.IGNORECASE | re.DOTALL,
)
FIGURES = re.compile(r"(?<![\w.])[-+]?(?:\d{6,}(?:[.,]\d+)?|\d{1,3}[.,]\d{3,}|\d{4,5}[.,]\d+)(?![\w])")
QUERIES = re.compile(r"\?[^\s\"']+")
LEFT_OUT = "[…]"

_hooks: list[tuple[Any, Any]] = []
"""What stood in the place of the hooks that the log set, to be given back."""

log = logging.getLogger("ranh")


class SafeRecord(logging.LogRecord):
    """A record of which no handler, ours or another, can write the text of an exception or coordinates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as the base class has them
        super().__init__(*args, **kwargs)
        error = self.exc_info[1] if isinstance(self.exc_info, tuple) else None
        self.places = places_of(error) if error is not None else []
        self.exc_info = None
        self.exc_text = None

    def getMessage(self) -> str:  # noqa: N802 - the name of the base class
        """Return the message without figures that could be coordinates, and without shapes."""
        told = redacted(super().getMessage())
        return f"{told} {' < '.join(self.places)}" if self.places else told


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; `places` are the innermost first."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": redacted(logging.LogRecord.getMessage(record)),
            "logger": record.name,
        }
        for name in ("number", "person", "where", "places"):
            if value := getattr(record, name, None):
                line[name] = value
        return json.dumps(line, ensure_ascii=False)


class _File(logging.handlers.RotatingFileHandler):
    """A file for its owner alone; a full disk is told once on stderr and stops nothing."""

    told = False

    def _open(self) -> Any:  # noqa: ANN401 - as the base class
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, self.mode, encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - as the base class
        """Say once that nothing is logged; never what could not be."""
        if not _File.told:
            _File.told = True
            _say_unwritable()


def _say_unwritable() -> None:
    sys.stderr.write("Ranh: không ghi được nhật ký lỗi. / The log cannot be written.\n")


def start_log(office: Path) -> None:
    """
    Write to `<office>/log/ranh.log` from now on, and let no other handler write what ours would not.

    A folder that cannot be written is said once on stderr; the program goes on.
    """
    stop_log()
    logging.setLogRecordFactory(SafeRecord)
    # Python itself would print the text of an error that nobody caught: of a thread, of a destructor.
    _hooks.append((threading.excepthook, sys.unraisablehook))
    threading.excepthook = _report_of_thread
    sys.unraisablehook = _report_unraisable
    # Addresses asked for, with their queries, are nobody's business.
    logging.getLogger("uvicorn.access").disabled = True
    file = office / FOLDER / FILE
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handler = _File(file, maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError:
        _say_unwritable()
        return
    handler.setFormatter(Lines())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)


def stop_log() -> None:
    """Close the file of the log, and let records be as Python makes them."""
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _File)]:
        root.removeHandler(handler)
        handler.close()
    _File.told = False
    logging.setLogRecordFactory(logging.LogRecord)
    if _hooks:
        threading.excepthook, sys.unraisablehook = _hooks.pop()


def _report_of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        report("thread", told.exc_value)


def _report_unraisable(told: sys.UnraisableHookArgs) -> None:
    if told.exc_value is not None:
        report("unraisable", told.exc_value)


def is_logging() -> bool:
    """Tell whether there is a file that lines go to."""
    return any(isinstance(handler, _File) for handler in logging.getLogger().handlers)


def report(event: str, error: BaseException, *, person: int = 0, where: str = "") -> str:
    """
    Write a line about a fault of the program; return the number to show to the person.

    Parameters
    ----------
    event
        What failed, in words of ours: `page`, `command`.
    person
        Id of the account; 0: unknown or nobody.
    where
        Page or command.
    """
    number = "".join(secrets.choice(NUMBER_LETTERS) for _ in range(NUMBER_LENGTH))
    told = {"number": number, "person": person, "where": where, "places": places_of(error)}
    record = SafeRecord(log.name, logging.ERROR, "", 0, f"failed: {event}", (), None)
    record.__dict__.update(told)
    log.handle(record)
    return number


def places_of(error: BaseException) -> list[str]:
    """
    Return the class of an error and of its cause, and where they were raised, innermost first; no texts.

    Examples
    --------
    >>> try:
    ...     float("583104.25 2460021.5")
    ... except ValueError as error:
    ...     told = places_of(error)
    >>> told[0], "583104" in " ".join(told)
    ('ValueError', False)
    """
    frames = traceback.extract_tb(error.__traceback__)[::-1][:PLACES_KEPT]
    places = [f"{os.path.basename(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]  # noqa: PTH119
    cause = error.__cause__ or error.__context__
    inner = ["cause:", *places_of(cause)] if cause is not None and len(places) < PLACES_KEPT else []
    return [type(error).__name__, *places, *inner][: 2 * PLACES_KEPT]


def redacted(text: str) -> str:
    """
    Return a text without shapes, without figures that could be coordinates or areas, and without queries.

    Examples
    --------
    >>> redacted("GET /x?token=1 at 583104.25 2460021.5, 3 rows")
    'GET /x[…] at […] […], 3 rows'
    >>> redacted("POLYGON ((1 2, 3 4))")
    '[…]'
    """
    return FIGURES.sub(LEFT_OUT, QUERIES.sub(LEFT_OUT, SHAPES.sub(LEFT_OUT, text)))
