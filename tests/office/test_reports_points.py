"""The map of a report draws points as full circles, and its legend shows them so, in PDF and in Word."""

import io
import json
import shutil

import docx
import pytest
import shapely
from desk_cases import DAY

from layers.check import check_province
from layers.province import open_province
from layers.told import told_check
from office.people import OWNER
from office.reports import typeset
from office.reports.contents import body_of, document_of
from office.reports.make import matter_of
from office.reports.wordfile import docx_of
from office.reports.words import Words
from squares import EAST, NORTH, declare, rule_text, write

WELLS = """
[[layer]]
id = "wells"
family = "wells"
name_vi = "Giếng"
name_en = "Wells"
file = "wells.gpkg"
geometry = "point"
group = "infrastructure"
colour = "#123456"
"""


@pytest.fixture(scope="module")
def document(small_province, tmp_path_factory):
    folder = shutil.copytree(small_province, tmp_path_factory.mktemp("wells"), dirs_exist_ok=True)
    declare(folder, layers=WELLS, rules=rule_text("WELL-01", "wells", "distance", more="distance_m = 50.0"))
    write(folder / "wells.gpkg", {"name": ["g"]}, [shapely.Point(EAST + 1020, NORTH + 120)])
    province = open_province(folder)
    told = told_check(check_province(province, DAY), province)
    words = Words("vi")
    matter = matter_of(OWNER, "S1", told, province, DAY)
    return document_of(matter, body_of(matter, words), "BC-2026-0001", words)


def test_a_point_is_a_full_circle_on_the_map_and_in_the_legend(document):
    (picture,) = [block for block in document.blocks if block.kind == "picture"]
    (key,) = [key for key in picture.legend if key.words == "Giếng"]
    assert (key.is_dot, key.is_line, key.fill) == (True, False, "#123456")
    assert 'fill="#123456" fill-opacity="1.0" stroke="#ffffff"' in picture.svg
    assert picture.svg.count("a0.9 0.9 0 1 0 1.8 0") == 1


def test_both_kinds_of_files_show_the_sign(document):
    assert typeset.pdf_of(document).startswith(b"%PDF")
    legend = [
        block["legend"] for block in json.loads(typeset.data_of(document))["blocks"] if "legend" in block
    ]
    assert [key["is_dot"] for key in legend[0] if key["words"] == "Giếng"] == [True]
    word = docx.Document(io.BytesIO(docx_of(document, DAY)))
    signs = [cell for table in word.tables for row in table.rows for cell in row.cells if cell.text == "●"]
    assert [str(sign.paragraphs[0].runs[0].font.color.rgb) for sign in signs] == ["123456"]
