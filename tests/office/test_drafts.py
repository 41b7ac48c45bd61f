"""Drafts: each person's own, changed only as they were read, deleted so that it can be undone."""

import pytest
import shapely
import sqlalchemy as sa
from desk_people import everybody

from layers.trial.errors import TrialError
from office.audit_verify import verify
from office.database.schema import audit
from office.drafts import change_draft, delete_draft, list_drafts, read_draft, restore_draft, save_draft
from office.drafts_model import DraftText
from office.errors import DraftError, RightError, StaleError
from office.people import OWNER, Role

SHAPE = shapely.box(0.1, 0.2, 100, 100)
TEXT = DraftText(name=" Trường học ", shape=SHAPE, planned_code="DGD", note="=1+1")


@pytest.fixture
def people(desk):
    return everybody(desk)


def acts(desk):
    with desk.reading() as connection:
        rows = connection.execute(sa.select(audit.c.act, audit.c.facts).order_by(audit.c.sequence)).all()
    return [(row.act, row.facts) for row in rows if row.act.startswith("draft")]


def test_a_draft_is_kept_changed_deleted_and_brought_back(desk, people):
    planner = people[Role.PLANNER]
    made = save_draft(desk, planner, TEXT)
    assert (made.text.name, made.version, made.text.shape.equals_exact(SHAPE)) == ("Trường học", 1, True)
    line = DraftText(name="Đường", shape=shapely.LineString([(0, 0), (50, 0)]), width_m=12.5)
    changed = change_draft(desk, planner, made.id, 1, line)
    assert (changed.version, read_draft(desk, planner, made.id).text) == (2, line)
    gone = delete_draft(desk, planner, made.id, 2)
    assert list_drafts(desk, planner) == ()
    restore_draft(desk, planner, made.id, gone.version)
    assert [draft.text for draft in list_drafts(desk, planner)] == [line]
    assert acts(desk) == [(f"draft_{act}", {}) for act in ("save", "change", "delete", "restore")]
    assert verify(desk).ok


def test_a_draft_is_seen_by_its_own_person_alone(desk, people):
    made = save_draft(desk, people[Role.PLANNER], TEXT)
    for other in (people[Role.CHIEF], people[Role.COMMUNE_OFFICER], OWNER):
        assert list_drafts(desk, other) == ()
        with pytest.raises(DraftError):
            read_draft(desk, other, made.id)
        with pytest.raises(StaleError):
            delete_draft(desk, other, made.id, 1)


@pytest.mark.parametrize("role", [Role.PUBLIC_VIEWER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("call", [list_drafts, lambda desk, person: save_draft(desk, person, TEXT)])
def test_who_may_not_see_findings_has_no_drafts(sqlite_desk, role, call):
    with pytest.raises(RightError):
        call(sqlite_desk, everybody(sqlite_desk)[role])


def test_the_second_of_two_windows_is_told(desk, people):
    planner = people[Role.PLANNER]
    made = save_draft(desk, planner, TEXT)
    change_draft(desk, planner, made.id, 1, TEXT)
    for late in (
        lambda: change_draft(desk, planner, made.id, 1, TEXT),
        lambda: delete_draft(desk, planner, made.id, 1),
        lambda: restore_draft(desk, planner, made.id, 2),
    ):
        with pytest.raises(StaleError):
            late()
    assert read_draft(desk, planner, made.id).version == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (DraftText(name=" ", shape=SHAPE), DraftError),
        (DraftText(name="a" * 201, shape=SHAPE), DraftError),
        (DraftText(name="a", shape=SHAPE, note="a" * 4001), DraftError),
        (DraftText(name="a", shape=shapely.LineString([(0, 0), (9, 9)])), TrialError),
        (DraftText(name="a", shape=shapely.from_wkt("POLYGON ((0 0, 9 9, 9 0, 0 9, 0 0))")), TrialError),
    ],
)
def test_what_is_no_draft_is_not_written(sqlite_desk, text, error):
    with pytest.raises(error):
        save_draft(sqlite_desk, OWNER, text)
    assert list_drafts(sqlite_desk, OWNER) == ()


def test_the_owner_of_the_machine_has_drafts_too(sqlite_desk):
    made = save_draft(sqlite_desk, OWNER, TEXT)
    assert [draft.id for draft in list_drafts(sqlite_desk, OWNER)] == [made.id]
