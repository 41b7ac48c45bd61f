"""Reports: what stands in them, for whom, and that nobody's text becomes anything but text."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from datetime import date

import docx
import pytest
import sqlalchemy as sa
import typst
from desk_cases import DAY

from layers.check import check_province
from layers.province import open_province
from layers.told import told_check
from office import audit
from office.cases.model import NewFile
from office.database.schema import audit as trail
from office.database.schema import reports
from office.errors import ReportError, RightError
from office.people import OWNER, Person, Role
from office.reports import make, typeset
from office.reports.blocks import Heading, Paragraph, cell
from office.reports.contents import body_of, document_of
from office.reports.listing import list_reports
from office.reports.make import case_report, matter_of, project_report
from office.reports.model import Format
from office.reports.vocabulary import VALUES
from office.reports.wordfile import docx_of
from office.reports.words import WORDS, Words
from views.text import Text

RICE, DEFENCE = "S1/RICE-01", "S2/DEF-01"
HOSTILE = '#import "@preview/cetz:0.3.0" $x^2$ @ref \\ ]#read("/etc/passwd") </w:t>&lt; `raw` \x00\x0b\u202e'
LONG = "A" * 10_000


@pytest.fixture(scope="module")
def checks():
    """Keep what the untouched province gives: checked once for all tests."""
    return {}


@pytest.fixture
def told(province, checks):
    """Return a check of the small province as it may be told."""
    if not checks:
        checks["told"] = told_check(check_province(province, DAY), province)
    return checks["told"]


def renamed(told, site_id, **columns):
    """Return the check with other words about one project."""
    sites = told.sites.copy()
    for column, value in columns.items():
        sites.loc[sites["site_id"] == site_id, column] = value
    return replace(told, sites=sites)


def document(told, province, site_id="S1", language="vi"):
    words = Words(language)
    matter = matter_of(OWNER, site_id, told, province, DAY)
    return document_of(matter, body_of(matter, words), "BC-2026-0007", words)


def text_of(body):
    """Return everything that can be read in a DOCX, its header and footer too."""
    word = docx.Document(io.BytesIO(body))
    section = word.sections[0]
    lines = [one.text for one in (*section.header.paragraphs, *section.footer.paragraphs, *word.paragraphs)]
    cells = [box.text for table in word.tables for row in table.rows for box in row.cells]
    return "\n".join(lines + cells)


def test_a_report_is_in_the_desk_and_in_its_trail(desk, told, province):
    first = project_report(desk, OWNER, "S1", told, province, "docx", "vi", DAY)
    second = project_report(desk, OWNER, "S3", told, province, "pdf", "en", DAY)
    assert (first.number, first.file_name) == ("BC-2026-0001", "BC-2026-0001.docx")
    assert (second.number, second.file_name) == ("BC-2026-0002", "BC-2026-0002.pdf")
    assert (second.body[:5], second.media_type) == (b"%PDF-", "application/pdf")
    assert first.valid_until == date(2027, 2, 24)
    with desk.reading() as connection:
        rows = connection.execute(sa.select(reports).order_by(reports.c.id)).mappings().all()
        told_of = connection.execute(sa.select(trail).order_by(trail.c.sequence)).mappings().all()
        digests = [audit.row_digest(connection, reports, row["id"]) for row in rows]
    assert [row["sha256"] for row in rows] == [hashlib.sha256(r.body).hexdigest() for r in (first, second)]
    assert [row["object_id"] for row in rows] == ["S1", "S3"]
    assert [row["row_digest"] for row in told_of] == digests
    assert told_of[0]["facts"] == {"number": "BC-2026-0001", "about": "S1", "sha256": first.sha256}
    assert [row.number for row in list_reports(desk, OWNER)] == ["BC-2026-0002", "BC-2026-0001"]
    assert [row.number for row in list_reports(desk, OWNER, "S1")] == ["BC-2026-0001"]


def test_everything_that_an_officer_needs_stands_in_it(desk, told, province):
    """Each verdict with its rules, law, office and figures; layers and fingerprints; validity."""
    text = text_of(project_report(desk, OWNER, "S2", told, province, "docx", "vi", DAY).body)
    for verdict in ("conflict", "not_checked", "near", "clear"):
        assert VALUES[f"verdict.{verdict}"][0] in text
    for rule in told.rules:
        assert rule.id in text
    assert "Căn cứ: Luật thử Điều 1 [đã đối chiếu]" in text
    assert "Lấy ý kiến: Cơ quan thử" in text
    assert "1,0000\N{NO-BREAK SPACE}ha" in text
    assert "Có giá trị tham khảo đến hết 24/02/2027." in text
    assert "EPSG:6960 VN-2000 to WGS 84 (2), 1 m" in text
    for use in told.layers_used:
        assert use.data.sha256 in text
    assert matter_of(OWNER, "S2", told, province, DAY).basis["footprint"] in text


def test_what_was_not_checked_is_grouped_by_its_reason_and_warned_of(told, province):
    blocks = document(told, province, "S2").blocks
    warning = next(block for block in blocks if isinstance(block, Paragraph) and block.boxed)
    assert "CHƯA KIỂM TRA ĐƯỢC" in warning.lines[0].text
    place = next(
        number
        for number, block in enumerate(blocks)
        if isinstance(block, Heading) and block.text.startswith("? Chưa kiểm tra được (")
    )
    unchecked = told.findings[
        (told.findings["site_id"] == "S2") & (told.findings["verdict"] == "not_checked")
    ]
    table = blocks[place + 1]
    assert len(table.rows) == unchecked["reason_vi"].nunique()
    named = "".join(one.text for row in table.rows for one in row[1])
    assert all(rule_id in named for rule_id in unchecked["rule_id"])


def test_a_citation_that_is_not_confirmed_says_so(desk, folder):
    rules = folder / "rules.toml"
    noted = '"unverified"\ncitation_note_vi = "nêu theo trí nhớ"\ncitation_note_en = "recalled"'
    rules.write_text(rules.read_text(encoding="utf-8").replace('"confirmed"', noted), encoding="utf-8")
    province = open_province(folder)
    told = told_check(check_province(province, DAY), province)
    text = text_of(project_report(desk, OWNER, "S1", told, province, "docx", "vi", DAY).body)
    assert "Luật thử Điều 1 [CHƯA được xác nhận: nêu theo trí nhớ]" in text


@pytest.mark.parametrize("form", [Format.PDF, Format.DOCX])
def test_the_same_report_has_the_same_bytes(told, province, form):
    made = [
        typeset.pdf_of(document(told, province))
        if form is Format.PDF
        else docx_of(document(told, province), DAY)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    other = docx_of(document(told, province, "S3"), DAY) if form is Format.DOCX else b""
    assert made[0] != other


def test_the_notice_of_a_demonstration_is_on_every_page(told, province):
    shown = document(told, province.model_copy(update={"demonstration": True}))
    assert (shown.mark, shown.notice) == ("DỮ LIỆU TRÌNH DIỄN", "Dữ liệu thử.")
    header = docx.Document(io.BytesIO(docx_of(shown, DAY))).sections[0].header.paragraphs[0].text
    assert header == "DỮ LIỆU TRÌNH DIỄN. Dữ liệu thử."
    assert document(told, province).notice == ""


def test_text_of_somebody_is_only_text(told, province, tmp_path):
    """Markup, a package, a file outside, XML, controls, a word of 10,000 letters: shown as written."""
    blocks = (
        Heading(text=HOSTILE.replace("\x00\x0b\u202e", "")),
        Paragraph(lines=cell(HOSTILE, LONG)),
    )
    hostile = replace(document(told, province), subtitle=HOSTILE[:-3], blocks=blocks)
    assert typeset.pdf_of(hostile).startswith(b"%PDF-")
    (tmp_path / "main.typ").write_text(typeset.TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "report.json").write_text(typeset.data_of(hostile), encoding="utf-8")
    (heading,) = json.loads(typst.query(tmp_path / "main.typ", "heading", root=tmp_path))
    assert heading["body"]["child"]["text"].replace("\u200b", "") == HOSTILE[:-3]
    text = text_of(docx_of(hostile, DAY))
    assert HOSTILE.replace("\x00\x0b\u202e", "\ufffd\ufffd\ufffd") in text
    assert LONG in text


def test_a_hostile_project_makes_a_report(desk, told, province):
    """Names, sectors and communes come from files of others."""
    other = renamed(told, "S1", name=HOSTILE + LONG, sector=HOSTILE, commune_name=HOSTILE)
    for form in Format:
        made = project_report(desk, OWNER, "S1", other, province, form, "en", DAY)
        assert len(made.body) > 10_000
    assert '#import "@preview/cetz:0.3.0" $x^2$ @ref \\ ]#read("/etc/passwd")' in text_of(made.body)


def test_the_template_reads_one_file_and_no_package():
    markup = typeset.TEMPLATE.read_text(encoding="utf-8")
    assert markup.count("json(") == 1
    for word in ("import", "include", "read(", "eval", "plugin"):
        assert f"#{word}" not in markup
        assert f" {word}" not in markup.replace("// How", "")


@pytest.mark.parametrize(
    "markup", ['#read("/etc/hostname")', '#read("../secret.txt")', '#image("../secret.svg")']
)
def test_the_compiler_sees_its_own_folder_only(markup):
    with pytest.raises(ReportError, match="could not be set"):
        typeset._compiled(markup, {}, "pdf")


def test_nothing_exact_about_restricted_land_goes_into_a_report(desk, told, province):
    exact = check_province(province, DAY)
    with pytest.raises(ReportError, match="what may be told"):
        project_report(desk, OWNER, "S2", exact, province, "pdf", "vi", DAY)
    with desk.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(reports)).scalar_one() == 0
    shown = document(told, province, "S2")
    said = typeset.data_of(shown).replace("\\u200b", "")
    assert '"d1' not in said
    assert "#FF6450" not in said
    assert "CQP" not in said


def test_a_project_of_nowhere_is_refused(desk, told, province):
    with pytest.raises(ReportError, match="knows no project S9"):
        project_report(desk, OWNER, "S9", told, province, "pdf", "vi", DAY)


def test_a_project_without_footprint_says_so(desk, told, province):
    sites = told.sites.copy()
    sites.loc[sites["site_id"] == "S1", "geometry"] = None
    empty = replace(told, sites=sites)
    text = text_of(project_report(desk, OWNER, "S1", empty, province, "docx", "vi", DAY).body)
    assert WORDS["map.none"][0] in text


def test_rights_decide_who_makes_one(office, told, province):
    """An officer of commune 01 makes reports of what lies there alone; a viewer none."""
    asked = (told, province, "docx", "vi", DAY)
    assert project_report(office.desk, office.commune, "S1", *asked).number == "BC-2026-0001"
    viewer = Person(id=office.other.id, name="v", full_name="", role=Role.PUBLIC_VIEWER)
    for person, site_id in ((office.commune, "S3"), (viewer, "S1")):
        with pytest.raises(RightError):
            project_report(office.desk, person, site_id, *asked)
    project_report(office.desk, office.chief, "S3", *asked)
    assert [row.object_id for row in list_reports(office.desk, office.commune)] == ["S1"]
    assert [row.object_id for row in list_reports(office.desk, office.chief)] == ["S3", "S1"]
    with pytest.raises(RightError):
        list_reports(office.desk, viewer)


def test_the_report_of_a_case_tells_who_decided_and_why(office, told, province):
    file = NewFile(name="Biên bản <b>.pdf", body=b"%PDF-1.7 ...")
    office.step(office.officer, RICE, "take")
    office.step(
        office.officer,
        RICE,
        "contest",
        "Ranh giới thực địa lệch 12 m.",
        document_number="12/BC-SNNMT",
        files=(file,),
    )
    number = office.case(RICE).number
    asked = (told, province, "docx", "vi", DAY)
    waiting = text_of(case_report(office.desk, office.officer, number, *asked).body)
    assert "Đề xuất, CHƯA ký duyệt" in waiting
    office.step(office.chief, RICE, "sign", "Đồng ý với đề xuất.")
    made = case_report(office.desk, office.officer, office.case(RICE).id, *asked)
    text = text_of(made.body)
    assert made.number == "BC-2026-0002"
    for said in (
        f"Hồ sơ {number} – Một",
        "Người đề xuất",
        "Lò Văn An, ",
        "Người ký duyệt",
        "Vàng Thị Chi, ",
        "Ranh giới thực địa lệch 12 m.",
        "Đồng ý với đề xuất.",
        "Văn bản số 12/BC-SNNMT",
        "Biên bản <b>.pdf",
        hashlib.sha256(file.body).hexdigest(),
        "Bác cảnh báo",
    ):
        assert said in text
    assert "CHƯA ký duyệt" not in text


def test_a_case_that_somebody_may_not_see_has_no_report(office, told, province):
    stranger = Person(
        id=office.commune.id, name="dao", full_name="", role=Role.COMMUNE_OFFICER, communes=frozenset({"02"})
    )
    with pytest.raises(RightError, match="no such case"):
        case_report(office.desk, stranger, office.case(RICE).id, told, province, "pdf", "vi", DAY)


def test_whole_or_nothing(desk, told, province, monkeypatch):
    def fails(*_):
        raise ReportError("no", "không")

    monkeypatch.setattr(make, "pdf_of", fails)
    with pytest.raises(ReportError):
        project_report(desk, OWNER, "S1", told, province, "pdf", "vi", DAY)
    assert list_reports(desk, OWNER) == ()
    made = project_report(desk, OWNER, "S1", told, province, "docx", "vi", DAY)
    assert made.number == "BC-2026-0001"


def test_a_number_that_somebody_else_took_meanwhile_is_not_given_twice(desk, told, province, monkeypatch):
    slow = make.pdf_of
    others = []

    def meanwhile(shown):
        if not others:
            others.append(project_report(desk, OWNER, "S3", told, province, "docx", "vi", DAY))
        return slow(shown)

    monkeypatch.setattr(make, "pdf_of", meanwhile)
    made = project_report(desk, OWNER, "S1", told, province, "pdf", "vi", DAY)
    assert (others[0].number, made.number) == ("BC-2026-0001", "BC-2026-0002")


def test_pages_and_reports_use_the_same_words():
    for place, language in enumerate(("vi", "en")):
        text = Text(language)
        for key, pair in VALUES.items():
            group, value = key.split(".", 1)
            if group in {"verdict", "certainty", "severity", "theme", "sector", "origin"}:
                assert pair[place] == text(key)
            elif group == "state":
                assert pair[place] == text(f"case.state_{value}")


def test_a_neighbour_at_hand_is_drawn_and_the_site_too(told, province):
    """The rice under S1 is in the legend; land on the other side of the province is not."""
    (picture,) = [block for block in document(told, province).blocks if block.kind == "picture"]
    words = [key.words for key in picture.legend]
    assert words[:2] == ["Ranh khu đất dự án", "Phần chồng lấn"]
    assert any(word.startswith("LUC ") for word in words)
    far = next(block for block in document(told, province, "S3").blocks if block.kind == "picture")
    assert not any(key.words.startswith("LUC ") for key in far.legend)
