"""`ranh projects`, as a person types it: events and facts written, withdrawn, brought from a table."""

from __future__ import annotations

import io
import json
import sys
from contextlib import closing
from datetime import date

import openpyxl
import pytest

import cli
from commands import identity
from layers.money.edits import NO_EDITS
from office.database.desk import open_desk
from office.projects.reading import read_edits

EVENT = ("projects", "event", "S1", "--status", "decided", "--day", "9/3/2026", "--evidence", "CV 12/UBND")
DECISION = ("--decision", "7/QĐ-UBND", "--dated", "01/03/2026")


@pytest.fixture
def ranh(folder, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ranh`; it gives back status, output, errors."""
    monkeypatch.setenv("RANH_OFFICE", str(tmp_path / "office"))
    for name in ("RANH_DATABASE_URL", "RANH_USER", "RANH_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(cli.out, "_width", 250)
    monkeypatch.setattr(cli.err, "_width", 400)

    def run(*arguments):
        words = ["ranh", "--province", str(folder), "--lang", "en", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as stopped:
            cli.run()
        shown = capsys.readouterr()
        identity.forget()
        return int(stopped.value.code or 0), shown.out, shown.err

    return run


@pytest.fixture
def written(folder):
    """Return a function that reads what was written, without a command; it takes half a second less."""

    def written():
        with closing(open_desk(folder)) as desk:
            return read_edits(desk)

    return written


def test_a_project_is_written_of_shown_and_what_was_wrong_is_withdrawn(ranh, tmp_path):
    assert ranh("projects", "show", "S1")[0] == 0
    assert not (tmp_path / "office").exists()
    assert ranh(*EVENT, "--key", "one")[:2] == (0, "S1: entry 1 is written.\n")
    assert ranh(*EVENT, "--key", "one")[:2] == (0, "S1: was written before.\n")
    status, _, err = ranh("projects", "set", "S1", "capital_bn_vnd", "12,5", *DECISION, "--seen", "0")
    assert (status, "wrote an event (decided, 2026-03-09)" in err) == (2, True)
    assert ranh("projects", "set", "S1", "capital_bn_vnd", "12,5", *DECISION, "--seen", "1")[0] == 0
    told = json.loads(ranh("projects", "show", "S1", "--json")[1])
    capital = next(one for one in told["facts"] if one["fact"] == "capital_bn_vnd")
    assert (told["version"], capital["value"], capital["entry"]["decision_number"]) == (2, 12.5, "7/QĐ-UBND")
    assert [one["evidence"] for one in told["events"]] == ["CV 12/UBND"]
    money = json.loads(ranh("money", "--json")[1])["projects"]
    row = next(one for one in money if one["site_id"] == "S1")
    assert (row["stage"], row["evidence"], row["capital_bn_vnd"]) == ("decided", "CV 12/UBND", 12.5)
    assert ranh("projects", "withdraw", "S1", "1", "--why", "Nhầm")[0] == 0
    assert "Nhầm" in ranh("projects", "show", "S1")[1]


def test_what_is_missing_is_said_and_nothing_is_written(ranh, written):
    for wrong, said in (
        (("projects", "event", "S9", *EVENT[3:]), "There is no project 'S9'"),
        ((*EVENT[:-1], " "), "Say what shows it"),
        (("projects", "set", "S1", "phase", "2026-2030"), "give its number and its date"),
        (("projects", "withdraw", "S1", "1", "--why", "x"), "no entry 1"),
    ):
        status, _, err = ranh(*wrong)
        assert (status, said in err) == (2, True), (wrong, err)
    assert written() == NO_EDITS


def test_a_table_is_brought_whole_or_not_at_all_and_once(ranh, written, tmp_path):
    table = tmp_path / "tien-do.csv"
    head = "Mã dự án,Tình trạng,Ngày,Căn cứ,Số quyết định,Ngày quyết định\n"
    good = "S1,đã quyết định,09/03/2026,CV 12,7/QĐ-UBND,01/03/2026\nS1,done,2026-Q2,Biên bản nghiệm thu,,\n"
    table.write_text(f"{head}{good}S1,decided,sớm,CV 13,,\nS9,decided,2025,CV 14,,\n", encoding="utf-8")
    status, out, err = ranh("projects", "history", "import", table)
    assert (status, out) == (2, "")
    assert "Row 4: 'sớm' is no day" in err
    assert "Row 5: There is no project 'S9'" in err
    assert "2 of 4 rows" in err
    assert written() == NO_EDITS
    table.write_text(head + good, encoding="utf-8")
    assert "2 of them new" in ranh("projects", "history", "import", table)[1]
    assert "0 of them new" in ranh("projects", "history", "import", table)[1]
    # Another spelling, and a column more, is no other event.
    again = good.replace("đã quyết định", "decided").replace("09/03/2026", "2026-03-09").replace("\n", ",\n")
    table.write_text(head.replace("\n", ",Ghi chú\n") + again, encoding="utf-8")
    assert "0 of them new" in ranh("projects", "history", "import", table)[1]
    assert [one.stage for one in written().events] == ["decided", "done"]
    assert ranh("projects", "withdraw", "S1", "2", "--why", "Nhầm ngày")[0] == 0
    for more in ((), ("--dry-run",)):
        status, out, err = ranh("projects", "history", "import", table, *more)
        assert (status, "0 of them new and written; 2 were there before, 1 of these withdrawn" in out) == (
            0,
            True,
        )
        assert "Row 2: project S1 has this event already (entry 1)." in err
        assert "Row 3: NOT written, for entry 2 of project S1 says the same and was withdrawn by" in err
        assert "(Nhầm ngày)" in err


def test_a_workbook_is_brought_with_its_dates(ranh, written, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["site_id", "stage", "on", "evidence", "note"])
    book.active.append(["S1", "decided", date(2026, 3, 9), "CV 12", ""])
    book.save(tmp_path / "tien-do.xlsx")
    words = ("projects", "history", "import", tmp_path / "tien-do.xlsx")
    assert "0 of them new" in ranh(*words, "--dry-run")[1]
    assert written() == NO_EDITS
    assert ranh(*words)[::2] == (0, "")
    assert [one.on.text for one in written().events] == ["2026-03-09"]


def test_the_list_is_still_what_the_command_alone_shows(ranh):
    assert "S1" in ranh("projects")[1]
