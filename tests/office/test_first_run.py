"""The first run: each step by what is there, or left out with a note."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from desk_cases import add_person

from office.audit_verify import verify
from office.backup import back_up
from office.database.schema import audit
from office.errors import DeskError, RightError
from office.first_run import arrangement_of, declare_arrangement, first_steps, is_first_run, leave_out
from office.first_steps import Arrangement, Done, Step
from office.people import OWNER, Role


def done(desk, folder):
    return {step.step: step.done for step in first_steps(desk, OWNER, folder)}


def step_of(desk, folder, step):
    return next(one for one in first_steps(desk, OWNER, folder) if one.step is step)


def test_steps_are_done_by_what_is_there(desk, folder, tmp_path):
    assert done(desk, folder) == {
        Step.PROVINCE: Done.DONE,
        Step.ARRANGEMENT: Done.OPEN,
        Step.PEOPLE: Done.OPEN,
        Step.BACKUP: Done.OPEN,
    }
    for role in (Role.ADMINISTRATOR, Role.PROVINCIAL_OFFICER):
        add_person(desk, str(role), role)
    assert done(desk, folder)[Step.PEOPLE] is Done.OPEN
    add_person(desk, "a.chief", Role.CHIEF)
    back_up(desk, folder, tmp_path / "b.ranh-backup")
    assert is_first_run(desk, OWNER, folder)
    declare_arrangement(desk, OWNER, Arrangement.CLEARED)
    assert set(done(desk, folder).values()) == {Done.DONE}
    assert not is_first_run(desk, OWNER, folder)
    assert verify(desk).ok


def test_plain_defence_land_on_an_ordinary_machine_is_a_loud_warning(desk, folder):
    declare_arrangement(desk, OWNER, Arrangement.ORDINARY)
    assert arrangement_of(desk) is Arrangement.ORDINARY
    step = step_of(desk, folder, Step.ARRANGEMENT)
    assert step.warns
    assert step.vi.startswith("Máy thông thường nhưng đang lưu 1 lớp đất quốc phòng, an ninh không mã hoá")
    (folder / "defence.gpkg").unlink()
    step = step_of(desk, folder, Step.ARRANGEMENT)
    assert (step.done, step.warns, step.en) == (Done.DONE, False, "Ordinary machine: only the cover is kept.")


def test_a_missing_file_of_a_layer_keeps_the_province_open(desk, folder):
    (folder / "landuse.gpkg").unlink()
    step = step_of(desk, folder, Step.PROVINCE)
    assert (step.done, step.warns) == (Done.OPEN, True)
    assert "files are missing for" in step.en
    (folder / "province.toml").write_text("[province]\nid = 1", encoding="utf-8")
    assert step_of(desk, folder, Step.PROVINCE).done is Done.OPEN


def test_a_step_is_left_out_with_a_note_that_stays(desk, folder):
    with pytest.raises(DeskError, match="10 characters"):
        leave_out(desk, OWNER, Step.BACKUP, "  no  ")
    leave_out(desk, OWNER, Step.BACKUP, "the centre backs the whole machine up")
    step = step_of(desk, folder, Step.BACKUP)
    assert step.done is Done.LEFT_OUT
    assert step.en.endswith("Left out: the centre backs the whole machine up")
    leave_out(desk, OWNER, Step.PEOPLE, "accounts come with the new year")
    assert done(desk, folder)[Step.BACKUP] is Done.LEFT_OUT
    with desk.reading() as connection:
        acts = connection.scalars(sa.select(audit.c.act)).all()
    assert acts == ["leave_out_step", "leave_out_step"]
    assert verify(desk).ok


def test_only_the_administrator_sets_up(desk, folder):
    chief = add_person(desk, "a.chief", Role.CHIEF)
    with pytest.raises(RightError):
        first_steps(desk, chief, folder)
    with pytest.raises(RightError):
        declare_arrangement(desk, chief, Arrangement.CLEARED)
    with pytest.raises(RightError):
        leave_out(desk, chief, Step.BACKUP, "a reason that is long enough")
