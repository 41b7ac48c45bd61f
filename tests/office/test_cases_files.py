"""Files handed in with a case are taken for what they are."""

from __future__ import annotations

import io
import zipfile

import pytest

from office.cases.files import MOST_BYTES, checked
from office.cases.model import NewFile
from office.errors import CaseError


def archive(*members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for member in members:
            packed.writestr(member, "x")
    return made.getvalue()


WORD = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "body", "media_type"),
    [
        ("a.PDF", b"%PDF-1.4", "application/pdf"),
        ("ảnh.png", b"\x89PNG\r\n\x1a\n..", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("quét.tif", b"II*\x00..", "image/tiff"),
        ("a.docx", WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (
            "a.xlsx",
            archive("[Content_Types].xml", "xl/workbook.xml"),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("a.zip", archive("a.shp", "a.dbf"), "application/zip"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', "application/geo+json"),
        ("a.gpkg", b"SQLite format 3\x00....", "application/geopackage+sqlite3"),
    ],
)
def test_the_kind_is_told_by_the_content(name, body, media_type):
    taken = checked(NewFile(name=name, body=body))
    assert (taken.name, taken.media_type, taken.body) == (name, media_type, body)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.pdf", b"MZ..."),
        ("a.pdf.exe", b"%PDF-1.4"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg onload='x'/>"),
        ("a.docx", archive("a.txt")),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.docm", WORD),
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.geojson", b'{"type": 1}'),
        ("a.geojson", b"[" * 200_000),
        ("a.pdf", b""),
        ("a.pdf", b"%PDF-" + bytes(MOST_BYTES)),
        ("", b"%PDF-1.4"),
        ("x" * 300 + ".pdf", b"%PDF-1.4"),
    ],
    ids=range(14),
)
def test_what_is_something_else_is_refused(name, body):
    with pytest.raises(CaseError):
        checked(NewFile(name=name, body=body))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/a.pdf", "a.pdf"),
        ("C:\\Users\\a.pdf", "a.pdf"),
        ("<img src=x>.pdf", "<img src=x>.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gpj\u202efdp.pdf", "gpjfdp.pdf"),
    ],
)
def test_a_name_is_text_and_no_path(given, kept):
    assert checked(NewFile(name=given, body=b"%PDF-1.4")).name == kept
