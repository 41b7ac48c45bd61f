"""
Set a report as PDF, and a drawing as PNG: by Typst, with the fonts that it carries itself.

What is said goes into a data file that the template reads; it is never part of the markup, so
that nobody's text can run. The compiler sees one folder of its own and no installed font.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typst

from office.errors import ReportError

if TYPE_CHECKING:
    from office.reports.blocks import Document

TEMPLATE = Path(__file__).with_name("report.typ")
PICTURE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg")\n'
PPI = 220.0

LONGEST_WORD = 18
LONG = re.compile(rf"\S{{{LONGEST_WORD},}}")
PIECE = re.compile(r"(\S{4})(?=\S)")
BREAK = "\N{ZERO WIDTH SPACE}"


def breakable(text: str) -> str:
    """
    Return a text whose long words may be broken, so that none runs out of its cell.

    Examples
    --------
    >>> breakable("a" * 18).split(BREAK), breakable("ngắn thôi")
    (['aaaa', 'aaaa', 'aaaa', 'aaaa', 'aa'], 'ngắn thôi')
    """
    return LONG.sub(lambda word: PIECE.sub(rf"\1{BREAK}", word[0]), text)


def pdf_of(document: Document) -> bytes:
    """
    Return a report as PDF: the same document gives the same bytes on every machine.

    Raises
    ------
    ReportError
        If it cannot be set.
    """
    return _compiled(TEMPLATE.read_text(encoding="utf-8"), {"report.json": data_of(document)}, "pdf")


def data_of(document: Document) -> str:
    """Return everything that a report says, as the template reads it."""
    return json.dumps(_broken(asdict(document)))


def png_of(svg: str) -> bytes:
    """Return a drawing as PNG."""
    return _compiled(PICTURE, {"picture.svg": svg}, "png")


def sheet_of(markup: str, files: dict[str, str], form: Literal["pdf", "png"]) -> bytes:
    """
    Return a sheet that a template of its own lays out from data files beside it.

    Raises
    ------
    ReportError
        If it cannot be set, or is a PNG of more than one page.
    """
    return _compiled(markup, files, form)


def _broken(told: Any, name: str = "") -> Any:  # noqa: ANN401 - JSON
    """Make long words breakable wherever text is shown."""
    if isinstance(told, dict):
        return {key: _broken(value, key) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_broken(value, name) for value in told]
    shown = isinstance(told, str) and name not in {"svg", "kind", "style", "colour", "language"}
    return breakable(told) if shown else told


def _compiled(markup: str, files: dict[str, str], form: Literal["pdf", "png"]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ranh-report-") as name:
        folder = Path(name)
        nothing = folder / "packages"
        nothing.mkdir()
        (folder / "main.typ").write_text(markup, encoding="utf-8")
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
        try:
            made = typst.compile(
                folder / "main.typ",
                None,
                folder,
                ignore_system_fonts=True,
                format=form,
                ppi=PPI,
                package_path=nothing,
                package_cache_path=nothing,
                timestamp=0,
            )
        except typst.TypstError as error:
            raise ReportError(
                f"The page could not be set ({error.message}); nothing was kept: tell the administrator.",
                "Không dàn trang được; chưa lưu gì: hãy báo quản trị viên.",
            ) from error
    if not isinstance(made, bytes):
        raise ReportError(
            "It does not fit on one page: choose larger paper or fewer layers.",
            "Không vừa một trang: hãy chọn khổ giấy lớn hơn hoặc bớt lớp.",
        )
    return made
