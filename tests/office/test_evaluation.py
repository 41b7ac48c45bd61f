"""The evaluation report of the plan: what stands in it, what an empty cell says, for whom, and verified."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import docx
import openpyxl
import pytest
from cli_people import runner
from desk_cases import add_person
from desk_people import everybody
from target_squares import lay_out_targets

from layers.check import check_province
from layers.corridor.seen import FolderSeen
from layers.errors import ProvinceError
from layers.money.edits import Fact
from layers.money.plan import Stage
from layers.province import open_province
from layers.told import told_check
from office.cases.model import State
from office.cases.said import today
from office.database.desk import open_desk
from office.errors import ReportError, RightError
from office.evaluation import make, paper
from office.evaluation.basis import TOLD
from office.evaluation.casework import read_casework
from office.evaluation.contents import MAKERS
from office.evaluation.drawing import svg_of
from office.evaluation.facts import facts_of
from office.evaluation.land import land_grids
from office.evaluation.make import Asked, plan_report
from office.evaluation.model import Period, PlanFormat
from office.evaluation.outline import DEFAULT, TableName, read_outline, read_plan_outline
from office.evaluation.records import case_grids
from office.evaluation.words import WORDS, PlanWords
from office.people import OWNER, Person, Role
from office.projects import model as entries
from office.projects.listing import listing_of
from office.projects.writing import write as write_entries
from office.reports.listing import list_reports
from office.reports.model import Status
from office.reports.verify import verify_report
from squares import square, write

SINCE, AS_OF, DAY = date(2021, 1, 1), date(2025, 12, 31), date(2026, 11, 26)
DECISION = "QĐ 7/QĐ-TTg,2024-11-29,,confirmed"
ROWS = f"LUA,,2025,planned,99.6,{DECISION}\nCQP,,2025,planned,5,{DECISION}\n"
HISTORY = """S1,decided,2024-05,,QĐ 9/QĐ-UBND,2024-05-06,,,confirmed
S3,pending,2025-Q3,,,,,,
S3,done,2026-02,,,,,,
"""


@pytest.fixture(scope="module")
def made(small_province, tmp_path_factory):
    """Keep a province with targets and money, its check as it may be told, and a desk: made once."""
    folder = tmp_path_factory.mktemp("evaluation") / "squares"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RANH_OFFICE", str(folder.parent / "office"))
        patch.delenv("RANH_DATABASE_URL", raising=False)
        province = laid_out(small_province, folder)
        told = told_check(check_province(province, AS_OF), province)
        seen = FolderSeen(whole=province, is_exact=False)
        desk = open_desk(folder)
        officer = add_person(desk, "dao", Role.COMMUNE_OFFICER, {"02"})
        yield SimpleNamespace(
            folder=folder, province=province, told=told, seen=seen, desk=desk, officer=officer
        )
        desk.close()


def laid_out(source, folder):
    shutil.copytree(source, folder)
    write(
        folder / "sites.gpkg",
        {
            "site_id": ["S1", "S2", "S3"], "name": ["=1+1", "Hai", "Ba"], "name_en": ["One", "Two", "Three"],
            "planned_code": ["ODT", "ODT", "KKT"], "status": ["approved", "planned", "planned"],
            "phase": ["2021-2025", "2021-2025", "2026-2030"], "sector": ["transport", "transport", "?"],
            "funding": ["public", "public", "?"], "capital_bn_vnd": [25.0, float("nan"), float("nan")],
            "declared_area_ha": [1.0, 1.0, 1.0],
        },
        [square(950, 100), square(950, 1100), square(7000, 7000)],
    )  # fmt: skip
    lay_out_targets(folder, ROWS, history=HISTORY)
    declared = folder / "province.toml"
    text = declared.read_text(encoding="utf-8").replace("notice_vi", "demonstration = true\nnotice_vi", 1)
    declared.write_text(text, encoding="utf-8")
    return open_province(folder)


def report(made, form="xlsx", language="vi", person=OWNER, **asked):
    given = {"since": SINCE, "as_of": AS_OF, "day": DAY} | asked
    return plan_report(
        made.desk, person, made.seen, made.told, Asked(format=PlanFormat(form), language=language, **given)
    )


def sheets(body):
    """Return name of the sheet -> its rows, without the cells at the end that are empty."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def row_of(rows, start):
    return next(row for row in rows if str(row[0]).startswith(start))


def text_of(body):
    word = docx.Document(io.BytesIO(body))
    header = [one.text for one in word.sections[0].header.paragraphs]
    cells = [box.text for table in word.tables for row in table.rows for box in row.cells]
    return "\n".join(header + [one.text for one in word.paragraphs] + cells)


@pytest.fixture(scope="module")
def body(made):
    return report(made).body


@pytest.fixture(scope="module")
def book(body):
    return sheets(body)


def test_figures_are_figures_and_empty_cells_say_what_is_missing(book):
    land = book["Chỉ tiêu đất"]
    rice = row_of(land, "LUA")
    assert rice[1:6] == [99.6, 100.0, pytest.approx(-0.5), 0, pytest.approx(-0.1)]
    assert rice[6] == "VƯỢT CHỈ TIÊU"
    assert "QĐ 7/QĐ-TTg, 29/11/2024" in rice[7]
    assert row_of(land, "NNP")[1] == "chưa nạp chỉ tiêu"
    assert set(row_of(land, "CQP")[1:7]) == {"không nêu ở đây"}
    assert [row[0] for row in book["Vượt chỉ tiêu"] if row[1] and "S1" in str(row[1])] == [
        "LUA – Đất trồng lúa"
    ]
    frame = row_of(book["Khung vốn"], "Khu vực nhà nước")
    assert frame[1:7] == ["2021-2025", 100.0, 2, 25.0, 0.25, "chưa có số liệu giải ngân"]
    assert "1 dự án chưa nêu vốn" in frame[7]
    assert row_of(book["Vốn theo ngành"], "Bến")[1] == "chưa nạp dự án"
    assert row_of(book["Mục tiêu"], "Kinh tế")[1] == "chưa nạp mục tiêu"
    assert row_of(book["Các quy hoạch"], "Quy hoạch đô thị")[1] == "chưa nạp quy hoạch này"
    for rows in book.values():
        assert [row for row in rows if "None" in map(str, row[:1]) and any(row)] == []


def test_what_is_missing_is_counted_with_what_brings_it_in(book):
    rows = book["Còn thiếu"]
    objectives = row_of(rows, "chưa nạp mục tiêu")
    assert objectives[1] == 12
    assert "evaluation_plan.toml" in objectives[3]
    told = {row[0]: row[1] for row in rows}
    missing = {pair[0] for key, pair in WORDS.items() if key.startswith("lack.")}
    counted = sum(
        str(value) in missing
        for name, rows in book.items()
        if name not in {"Còn thiếu", "Báo cáo"}
        for row in rows
        for value in row
    )
    assert counted == sum(told[lack] for lack in missing & set(told))


def test_not_checked_is_as_loud_as_a_conflict(made, book):
    found = made.told.findings["verdict"].value_counts()
    rows = book["Chồng lấn"]
    for word, verdict in (
        ("✖ Xung đột", "conflict"),
        ("? Chưa kiểm tra được", "not_checked"),
        ("✔", "clear"),
    ):
        assert row_of(rows, word)[6] == found.get(verdict, 0), verdict
    warning = f"{found['not_checked']} nội dung của"
    assert any(str(row[0]).startswith(warning) for row in rows)
    assert any(str(row[0]).startswith(warning) for row in book["Báo cáo"])
    reasons = made.told.findings.loc[made.told.findings["verdict"] == "not_checked", "reason_vi"]
    assert {row_of(book["Chưa kiểm tra"], reason)[1] for reason in set(reasons)}


def test_targets_that_nobody_could_judge_are_told_beside_those_that_are_broken(made, book):
    said = "1 chỉ tiêu khác CHƯA KẾT LUẬN ĐƯỢC"
    assert not any(str(row[0]).startswith("1 chỉ tiêu khác") for row in book["Vượt chỉ tiêu"])
    file = made.folder / "targets.csv"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(f"{text}LUC,,2025,planned,7,{DECISION}\n", encoding="utf-8")
        rows = sheets(report(made).body)["Vượt chỉ tiêu"]
    finally:
        file.write_text(text, encoding="utf-8")
    assert any(str(row[0]).startswith(said) for row in rows), rows
    assert row_of(rows, "LUA")


def test_a_status_without_a_date_is_told_so(book):
    said = "Tình trạng của 1/3 dự án lấy theo danh mục đang nạp, không ghi ngày"
    assert any(str(row[0]).startswith(said) for row in book["Dự án theo ngành"])


def test_progress_of_the_period_alone(book):
    rows = [row for row in book["Biến động"] if row[0] == "05/2024"]
    assert [row[2:5] for row in rows] == [["đã quyết định", "QĐ 9/QĐ-UBND, 06/05/2024", "đã đối chiếu"]]
    rows = [row[0:5] for row in book["Biến động"] if "S3" in str(row[1])]
    assert rows == [["quý 3/2025", "S3 – Ba", "đề xuất", "chưa có căn cứ", "CHƯA được xác nhận"]]


def test_nothing_is_run_and_every_sheet_says_that_its_data_are_a_demonstration(body):
    for sheet in openpyxl.load_workbook(io.BytesIO(body)):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        assert any("DỮ LIỆU TRÌNH DIỄN. Dữ liệu thử." in str(cell.value) for cell in cells), sheet.title
        assert "DỮ LIỆU TRÌNH DIỄN" in sheet.oddHeader.center.text
    assert any("S1 – =1+1" in str(row) for rows in sheets(body).values() for row in rows)


def test_paper_has_what_the_workbook_has(made, monkeypatch):
    told = []
    monkeypatch.setattr(paper, "sheet_of", lambda _, files, __: told.append(files["report.json"]) or b"%PDF-")
    report(made, "pdf", "en")
    pdf = json.loads(told[0])
    text = re.sub("\u200b", "", json.dumps(pdf, ensure_ascii=False))
    word = text_of(report(made, "docx", "en").body)
    for shown in (text, word):
        for part in (
            "no target loaded",
            "TARGET BROKEN",
            "no spending loaded",
            "NOT CHECKED",
            "99.60",
            "S1 – One",
        ):
            assert part in shown, part
        assert "Planning Law 112/2025/QH15" in shown
        assert "NOT IN FORCE any more when the report was made" in shown
        assert "To be written by the office in charge: Recommendations to the Prime Minister" in shown
        assert "chưa" not in shown
    assert (pdf["mark"], pdf["notice"]) == ("DEMONSTRATION DATA", "Test data.")
    assert "DEMONSTRATION DATA. Test data." in word


def test_the_same_report_has_the_same_bytes(made, monkeypatch):
    monkeypatch.setattr(make, "_made", lambda _, matter: matter)
    matter = report(made)
    matters = [replace(matter, form=form) for form in PlanFormat]
    for matter in matters:
        first, second = (make._set(matter, make.document_of(matter, "BC-2026-0099")) for _ in range(2))
        assert first == second, matter.form
        assert (first[:5] == b"%PDF-") == (matter.form is PlanFormat.PDF)


def test_a_commune_officer_gets_own_communes_and_no_frame(made):
    book = sheets(report(made, person=made.officer).body)
    told = json.dumps(list(book.values()), ensure_ascii=False, default=str)
    assert ("S3" in told, "S1" in told, "=1+1" in told) == (True, False, False)
    assert any("không lập cho riêng xã" in str(row[0]) for row in book["Khung vốn"])
    assert any("Phường Đông" in str(row[0]) for row in book["Chỉ tiêu đất"])
    assert not any("Xã Tây" in str(row) for row in book["Báo cáo"])
    assert any(
        "Ngành không có dự án ở các xã, phường này: Đường" in str(row[0]) for row in book["Dự án theo ngành"]
    )
    # Of a commune the total is withheld with defence land: the rest would be it.
    assert row_of(book["Chỉ tiêu đất"], "Tổng")[2] == "không nêu ở đây"


@pytest.fixture
def desk(sqlite_desk):
    return sqlite_desk


def test_cases_as_they_stood_on_a_day(made, office):
    """Opened and decided today: of a period that ended yesterday there is none, and it is said when."""
    office.decide("S1/RICE-01")
    now, before = today(), today() - timedelta(days=1)
    then = read_casework(office.desk, Period(since=SINCE, as_of=now), None)
    decided = [(one.site_id, one.state, one.decided_on) for one in then.cases if one.decided_on]
    assert decided == [("S1", State.ACCEPTED, now)]
    assert (len(then.cases) > 1, then.later) == (True, None)
    own = {
        code: {
            one.site_id for one in read_casework(office.desk, Period(since=SINCE, as_of=now), {code}).cases
        }
        for code in ("01", "02")
    }
    assert own == {"01": {"S1", "S2"}, "02": set()}
    none = read_casework(office.desk, Period(since=SINCE, as_of=before), None)
    assert (none.cases, none.later) == ((), now)
    told = SimpleNamespace(**vars(made) | {"desk": office.desk})
    book = sheets(report(told).body)
    assert any(str(row[0]).startswith("Hồ sơ đầu tiên được lập ngày") for row in book["Hồ sơ"])
    facts = SimpleNamespace(casework=then, period=Period(since=now, as_of=now))
    (grid,) = case_grids(facts, PlanWords("en"))
    assert [value.number for value in grid.rows[-1][1:]] == [len(then.cases), 1, 0, 0, len(then.cases) - 1, 0]


def test_who_may_not_gets_none(made):
    for role in (Role.PUBLIC_VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(RightError):
            report(made, person=Person(id=9, name="x", full_name="", role=role))
    with pytest.raises(RightError):
        report(made, person=Person(id=9, name="x", full_name="", role=Role.COMMUNE_OFFICER))


def test_only_what_may_be_told_and_days_that_have_come(made):
    exact = SimpleNamespace(**vars(made) | {"seen": FolderSeen(whole=made.province, is_exact=True)})
    whole = SimpleNamespace(**vars(made) | {"told": check_province(made.province, AS_OF)})
    for of, asked in ((exact, {}), (whole, {}), (made, {"since": date(2026, 1, 1)}), (made, {"day": SINCE})):
        with pytest.raises(ReportError):
            report(of, **asked)
    with pytest.raises(ReportError, match="check that day first"):
        report(made, as_of=date(2025, 6, 30))


def test_a_report_is_in_the_desk_and_verified(made, body):
    row = list_reports(made.desk, OWNER)[-1]
    assert (row.kind, row.object_id, row.format) == ("plan", "2021-01-01/2025-12-31", "xlsx")
    assert (row.sha256, row.valid_until) == (hashlib.sha256(body).hexdigest(), date(2027, 11, 26))
    seen = verify_report(made.desk, OWNER, body, made.province, DAY)
    assert (seen.status, seen.changes) == (Status.VALID, ())
    late = verify_report(made.desk, OWNER, body, made.province, date(2028, 1, 1), made.told)
    assert late.status is Status.EXPIRED
    assert verify_report(made.desk, OWNER, body + b" ", made.province, DAY).status is Status.NOT_OURS
    with pytest.raises(RightError):
        verify_report(made.desk, made.officer, body, made.province, DAY)
    assert row.number not in {one.number for one in list_reports(made.desk, made.officer)}


FIGURES = {
    "targets.csv": ("99.6", "98", "targets"),
    "money.toml": ("100.0", "90.0", "money"),
    "history.csv": ("2024-05,", "2024-06,", "history"),
    "target_bounds.csv": ("at_least", "at_most", "bounds"),
}


def test_other_figures_are_told_at_verifying(made, body):
    texts = {name: (made.folder / name).read_text(encoding="utf-8") for name in FIGURES}
    try:
        for name, (before, after, _) in FIGURES.items():
            (made.folder / name).write_text(texts[name].replace(before, after), encoding="utf-8")
        seen = verify_report(made.desk, OWNER, body, open_province(made.folder), DAY, made.told)
    finally:
        for name, text in texts.items():
            (made.folder / name).write_text(text, encoding="utf-8")
    assert seen.status is Status.CHANGED
    assert {one.en for one in seen.changes} == {TOLD[changed][1] for _, _, changed in FIGURES.values()}


def test_what_the_office_writes_of_projects_is_told_at_verifying(made, body):
    listing = listing_of(made.told.sites, made.seen.codes, made.province)

    def changes_after(key, change):
        asked = entries.Asked(site_id="S1", change=change, key=key)
        (entry,) = write_entries(made.desk, OWNER, listing, [asked])
        seen = verify_report(made.desk, OWNER, body, made.province, DAY, made.told)
        return entry, {one.en for one in seen.changes}

    done = entries.NewEvent(stage=Stage.DONE, on="2026-05", evidence="BB 1")
    assert changes_after("later than the period", done)[1] == set()
    event, told = changes_after("within", replace(done, on="2025-06"))
    assert told == {TOLD["history"][1]}
    fact = entries.NewFact(fact=Fact.CAPITAL, value="30", decision_number="9", decision_date=date(2025, 1, 1))
    capital, told = changes_after("fact", fact)
    assert told == {TOLD["history"][1], TOLD["projects"][1]}
    changes_after("back", entries.Withdrawal(entry_id=event.id, reason="x"))
    # What was withdrawn counts no more, and the report holds again.
    assert changes_after("and back", entries.Withdrawal(entry_id=capital.id, reason="x"))[1] == set()


def test_restricted_targets_leave_no_trace_in_what_a_report_rests_on(made, body):
    """A change of defence land may be dated by nobody: neither content nor basis is another."""
    file = made.folder / "targets.csv"
    text = file.read_text(encoding="utf-8")
    try:
        file.write_text(text.replace("planned,5,", "planned,7,"), encoding="utf-8")
        seen = verify_report(made.desk, OWNER, body, open_province(made.folder), DAY, made.told)
    finally:
        file.write_text(text, encoding="utf-8")
    assert seen.status is Status.VALID


def test_sections_are_data(made):
    own = made.folder / "evaluation.toml"
    text = DEFAULT.read_text(encoding="utf-8")
    try:
        own.write_text(
            'valid_days = 30\ntitle_vi = "A"\ntitle_en = "B"\n[[section]]\nvi = "Một"\nen = "One"\n'
            'tables = ["sectors"]\n',
            encoding="utf-8",
        )
        made_of = report(made, "xlsx", "en")
        assert made_of.valid_until == date(2026, 12, 26)
        book = sheets(made_of.body)
        assert list(book) == [
            "Report",
            "Summary",
            "Legal basis",
            "Sectors",
            "Missing",
            "Method",
            "Layers",
            "Charts",
        ]
        assert book["Report"][0][0] == "B"
        for wrong in ('tables = ["weather"]', 'colour = "red"', 'citation = "nobody"'):
            own.write_text(text.replace("tables = []", wrong, 1), encoding="utf-8")
            with pytest.raises(ProvinceError):
                read_outline(made.province)
    finally:
        own.unlink()


def test_the_files_that_come_with_the_program_are_sound(made):
    outline = read_outline(made.province)
    assert set(MAKERS) == set(TableName)
    assert {name for section in outline.section for name in section.tables} == set(TableName)
    home = open_province(DEFAULT.parents[1] / "demo")
    plan = read_plan_outline(home, outline)
    assert {one.group for one in plan.objective} <= {one.id for one in outline.group}
    for citation in (*outline.citation, *plan.citation):
        assert citation.status == "confirmed" or (citation.note_vi and citation.note_en)


def test_every_word_is_said_in_both_languages():
    for key, (vi, en) in WORDS.items():
        assert "" not in {vi, en}, key
        assert set(re.findall(r"\{\w+\}", vi)) == set(re.findall(r"\{\w+\}", en)), key
        assert vi.count("|") == en.count("|"), key
    lacks = {key.partition(".")[2] for key in WORDS if key.startswith("lack.")}
    assert {key.partition(".")[2] for key in WORDS if key.startswith("fill.")} == lacks
    assert all(f"tab.{name}" in WORDS for name in TableName)
    assert PlanWords("vi")("page") == "Trang"


def test_the_template_reads_one_file_and_no_package():
    markup = paper.TEMPLATE.read_text(encoding="utf-8")
    assert markup.count("json(") == 1
    for word in ("import", "include", "read(", "eval", "plugin"):
        assert f"#{word}" not in markup


def test_as_a_command(made, tmp_path, monkeypatch, capsys):
    office = tmp_path / "office"
    ranh = runner("report", made.folder, office, monkeypatch, capsys)
    file = tmp_path / "a.docx"
    words = ("plan", "--from", SINCE, "--as-of", AS_OF, "--format", "docx", "-o", file)
    status, out, _ = ranh(*words)
    assert (status, hashlib.sha256(file.read_bytes()).hexdigest() in out) == (0, True)
    assert "REPORT ON THE EVALUATION OF THE PROVINCIAL PLAN" in text_of(file.read_bytes())
    assert ranh("verify", file)[0] == 0
    everybody(open_desk(made.folder), communes=("02",))
    file.unlink()
    assert ranh(*words, user="public_viewer")[0] == 2
    assert not file.exists()
    assert ranh(*words, user="commune_officer")[0] == 0
    assert "S1" not in text_of(file.read_bytes())


def charts_of(body):
    """Return the native charts of a workbook, by the words of their sheet."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return [
            packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/charts/chart")
        ]


def test_charts_are_drawn_in_every_format_and_what_is_not_known_has_no_bar(made):
    asked = Asked(since=SINCE, as_of=AS_OF, format=PlanFormat.XLSX, day=DAY)
    body = plan_report(made.desk, OWNER, made.seen, made.told, asked).body
    drawn = charts_of(body)
    assert len(drawn) == 3
    assert all("<c:barChart>" in one or "barChart" in one for one in drawn)
    sheet = openpyxl.load_workbook(io.BytesIO(body))["Biểu đồ"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] and any(row[1:])]
    land = next(row for row in rows if row[0] == "LUA")
    assert land[2] == 1.0  # the target, of which the present is a share
    frame = [row for row in rows if str(row[0]).startswith("Ngoài nhà nước")]
    assert frame[0][1] is None  # no project states its capital: no bar, and no 0
    assert "khung vốn" in str(rows)
    word = docx.Document(io.BytesIO(plan_report(
        made.desk, OWNER, made.seen, made.told, replace(asked, format=PlanFormat.DOCX)).body))  # fmt: skip
    assert len(word.inline_shapes) == 3
    assert all(shape._inline.docPr.get("descr") for shape in word.inline_shapes)


def test_a_withheld_class_is_in_no_chart(made):
    facts = facts_of(made.desk, made.seen, made.told, Period(since=SINCE, as_of=AS_OF), None)
    (grid,) = list(land_grids(facts, PlanWords("vi")))
    assert grid.chart is not None
    assert [bar.label for bar in grid.chart.bars] == ["LUA"]
    assert "CQP" not in svg_of(grid.chart)
