"""The public answer: one per dossier, stored before it is given, held where a pattern shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import shapely
import shapely.affinity
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from layers.approved_cover import Cover, CoverFamily
from layers.cover import area_of, squares_of
from layers.cover_writer import write_cover
from layers.errors import ProvinceError, ShareError
from layers.province import open_province
from layers.rules import Rule
from office.audit_verify import verify
from office.database.schema import accounts, audit, dossiers
from office.errors import AnswerError, RightError, StaleError
from office.people import Person, Role
from office.sealed.alarms import Alarm, Asking, Earlier, alarms_of
from office.sealed.answers import AnswerKind, Question, ask_about, release
from office.sealed.footprint import admitted
from office.sealed.limits import LIMITS, Limits
from office.sealed.listing import list_dossiers
from office.sealed.public import public_answer
from office.sealed.signing import sign_cover
from squares import EAST, NORTH, rule_text, square, write

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def cover_of(land, **more):
    squares = tuple(sorted(squares_of(land)))
    family = CoverFamily(squares=squares, consultee_en="Command", consultee_vi="Bộ CHQS", **more)
    other = CoverFamily(squares=(), consultee_en="Police; Command", consultee_vi="Công an")
    return sign_cover(
        Cover(
            province="squares",
            crs="EPSG:9205",
            made_at=datetime(2026, 11, 1, tzinfo=UTC),
            decoy_share=0.2,
            families={"defence": family, "security": other},
            public_key="0" * 64,
        ),
        KEY,
    )


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def desk(request):
    """Return a desk in SQLite; what a database could make different is tried in both by the tests `on_both`."""
    return request.getfixturevalue(f"{request.param}_desk")


on_both = pytest.mark.parametrize("desk", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def asked(folder):
    """Return the small province as an ordinary machine has it: with the cover of one square of land."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    write_cover(folder, cover_of([square(4010, 4010, 300)]))
    parcels = [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000), square(1000, 1000, 1000)]
    columns = {"parcel_id": ["p1", "p2", "p3", "p4"], "code": ["LUC", "RPH", "ODT", "ODT"]}
    write(folder / "landuse.gpkg", columns, parcels)
    return open_province(folder)


def person_of(desk, number, role=Role.PROVINCIAL_OFFICER, unit="Sở Tài chính", communes=()):
    with desk.writing() as connection:
        connection.execute(
            accounts.insert().values(
                id=number,
                name=f"p{number}",
                full_name="",
                role=str(role),
                communes=list(communes),
                unit=unit,
                password_hash="",
                active=True,
                must_change=False,
                created_at=NOW,
                version=1,
                failed_count=0,
            )
        )
    return Person(
        id=number, name=f"p{number}", full_name="", role=role, unit=unit, communes=frozenset(communes)
    )


@pytest.fixture
def officer(desk):
    return person_of(desk, 1)


def ask(desk, person, province, shape, number="12/HS-2026", now=NOW, **more):
    return ask_about(desk, person, Question(number=number, geometry=shape), province, now=now, **more)


def rows_of(desk, table=dossiers):
    with desk.reading() as connection:
        return connection.execute(sa.select(table)).all()


def test_needed_names_everybody_and_no_need_nobody(desk, officer, asked):
    needed = ask(desk, officer, asked, square(4100, 4100))
    free = ask(desk, officer, asked, square(8000, 8000), "13/HS-2026")
    assert (needed.kind, free.kind) == (AnswerKind.NEEDED, AnswerKind.NO_NEED)
    assert (needed.consultee_en, needed.consultee_vi) == ("Command; Police", "Bộ CHQS; Công an")
    assert (free.consultee_en, free.consultee_vi) == ("", "")
    assert "xin ý kiến" in needed.sentence_vi
    assert needed.cover_version == asked.cover.version


def test_one_answer_for_all_parts_and_all_projects(desk, officer, asked):
    far = shapely.MultiPolygon([square(8000, 8000), square(4100, 4100)])
    assert ask(desk, officer, asked, far).kind is AnswerKind.NEEDED
    question = Question(number="14/HS", site_ids=("S1", "S3"))
    answer = ask_about(desk, officer, question, asked, now=NOW)
    assert answer.kind is AnswerKind.NO_NEED
    row = rows_of(desk)[-1]
    assert row.site_ids == ["S1", "S3"]
    assert shapely.from_wkb(bytes(row.footprint)).area == 20_000
    with pytest.raises(AnswerError, match="'S9'"):
        ask_about(desk, officer, Question(number="14/HS", site_ids=("S1", "S9")), asked, now=NOW)


@on_both
def test_what_is_asked_is_stored_with_its_audit_row(desk, officer, asked):
    answer = ask(desk, officer, asked, square(4100.3, 4100.3))
    (row,) = rows_of(desk)
    assert (row.id, row.answer, row.unit, row.communes) == (
        answer.dossier_id,
        "needed",
        "Sở Tài chính",
        ["01"],
    )
    assert shapely.from_wkb(bytes(row.footprint)).equals(square(4100, 4100))
    (trail,) = [one for one in rows_of(desk, audit) if one.act == "ask"]
    assert trail.facts == {"number": "12/HS-2026", "cover": asked.cover.version}
    told = str(trail.facts)
    assert "504100" not in told
    assert "needed" not in told


@on_both
def test_nothing_is_answered_when_it_cannot_be_stored(desk, officer, asked, monkeypatch):
    def broken(*_, **__):
        raise OSError("the trail is full")

    monkeypatch.setattr("office.sealed.answers.audit.append", broken)
    with pytest.raises(OSError, match="full"):
        ask(desk, officer, asked, square(4100, 4100))
    assert rows_of(desk) == []


def test_the_same_question_again_counts_once(desk, officer, asked):
    first = ask(desk, officer, asked, square(4100, 4100))
    assert ask(desk, officer, asked, square(4100, 4100)) == first
    assert len(rows_of(desk)) == 1
    assert [row.act for row in rows_of(desk, audit)][-1] == "ask_again"


@pytest.mark.parametrize("number", ["", "AB", "không số", "1; DROP", "12 34", "12\n3"])
def test_a_number_that_is_none_is_refused(desk, officer, asked, number):
    with pytest.raises(AnswerError, match="number of the dossier"):
        ask(desk, officer, asked, square(8000, 8000), number)


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (square(8000, 8000, 20), "too small"),
        (square(8000, 8000, 4, 900), "too small"),
        (shapely.MultiPolygon([square(100 + 150 * n, 8000) for n in range(51)]), "at most 50 parts"),
        (square(-1000, -1000, 15_000), "at most 20000 ha"),
        (square(9950, 8000), "outside the area"),
        (shapely.LineString([(EAST, NORTH), (EAST + 900, NORTH)]), "no valid area"),
        (shapely.Polygon([(EAST, NORTH), (EAST + 99, NORTH + 99), (EAST + 99, NORTH), (EAST, NORTH + 99)]), "no valid area"),
        (square(8000, 8000).union(square(8000, 8050, 900, 0.4)), "narrower than 1 m"),
    ],
)  # fmt: skip
def test_footprints_that_feel_for_edges_are_refused(desk, officer, asked, shape, why):
    with pytest.raises(AnswerError, match=why):
        ask(desk, officer, asked, shape)
    assert rows_of(desk) == []


def test_without_a_cover_nothing_is_said(desk, officer, asked):
    with pytest.raises(AnswerError, match="no approved cover"):
        ask(desk, officer, asked.model_copy(update={"cover": None}), square(8000, 8000))


def test_who_has_no_right_gets_no_answer(desk, asked):
    for number, role in enumerate((Role.PUBLIC_VIEWER, Role.PLANNER, Role.ADMINISTRATOR), start=1):
        with pytest.raises(RightError):
            ask(desk, person_of(desk, number, role), asked, square(8000, 8000))


@on_both
def test_quotas(desk, officer, asked):
    limits = Limits(person_day=2, person_month=3, unit_day=4, near_count=99)

    def once(person, count, now=NOW):
        shape = square(500 * (count % 18), 7000 + 400 * (count // 18))
        return ask(desk, person, asked, shape, f"{count}/HS", now, limits=limits)

    once(officer, 1)
    once(officer, 2)
    with pytest.raises(AnswerError, match="your questions of today"):
        once(officer, 3)
    once(officer, 4, NOW + timedelta(days=1))
    with pytest.raises(AnswerError, match="30 days"):
        once(officer, 5, NOW + timedelta(days=2))
    others = [person_of(desk, number) for number in (2, 3)]
    once(others[0], 6, NOW + timedelta(days=1))
    once(others[0], 7, NOW + timedelta(days=1))
    once(others[1], 8, NOW + timedelta(days=1))
    with pytest.raises(AnswerError, match="your unit's"):
        once(others[1], 9, NOW + timedelta(days=1))
    once(person_of(desk, 4, unit="Sở Xây dựng"), 10, NOW + timedelta(days=1))
    assert len(rows_of(desk)) == 7


@on_both
def test_a_third_version_by_one_person_is_held_until_a_second_lets_it_go(desk, officer, asked):
    for x in (4100, 4200):
        assert ask(desk, officer, asked, square(x, 4100)).kind is AnswerKind.NEEDED
    held = ask(desk, officer, asked, square(4150, 4150))
    assert (held.kind, held.consultee_vi) == (AnswerKind.HELD, "")
    assert rows_of(desk)[-1].alarms == ["third_version"]
    assert rows_of(desk)[-1].answer == "held"
    with pytest.raises(RightError):
        release(desk, officer, held.dossier_id, held.version, asked)
    chief = person_of(desk, 2, Role.CHIEF)
    given_out = release(desk, chief, held.dossier_id, held.version, asked)
    assert (given_out.kind, given_out.version) == (AnswerKind.NEEDED, 2)
    assert rows_of(desk)[-1].released_by == 2
    assert ask(desk, officer, asked, square(4150, 4150)) == given_out
    with pytest.raises(StaleError):
        release(desk, chief, held.dossier_id, held.version, asked)


def test_who_asks_sees_own_dossiers_and_who_releases_sees_all(desk, officer, asked):
    other = person_of(desk, 2)
    chief = person_of(desk, 3, Role.CHIEF)
    for x in (4100, 4200, 4150):
        ask(desk, officer, asked, square(x, 4100))
    ask(desk, other, asked, square(8000, 8000), "13/HS")
    assert [row.number for row in list_dossiers(desk, officer)] == ["12/HS-2026"] * 3
    assert [row.answer for row in list_dossiers(desk, other)] == [AnswerKind.NO_NEED]
    assert len(list_dossiers(desk, chief)) == 4
    (held,) = list_dossiers(desk, chief, held=True)
    assert (held.asked_by, held.alarms, held.reply) == ("p1", ("third_version",), {})
    with pytest.raises(RightError):
        list_dossiers(desk, person_of(desk, 4, Role.PLANNER))


def test_who_asked_cannot_release(desk, asked):
    chief = person_of(desk, 1, Role.CHIEF)
    for x in (4100, 4200):
        ask(desk, chief, asked, square(x, 4100))
    held = ask(desk, chief, asked, square(4150, 4150))
    with pytest.raises(AnswerError, match="second person"):
        release(desk, chief, held.dossier_id, held.version, asked)


@on_both
def test_everything_asked_and_released_stands_in_the_trail(desk, officer, asked):
    chief = person_of(desk, 2, Role.CHIEF)
    for x in (4100, 4200, 4150):
        held = ask(desk, officer, asked, square(x, 4150))
    release(desk, chief, held.dossier_id, held.version, asked)
    before = verify(desk, keep=False).problems
    with desk.writing() as connection:
        connection.execute(dossiers.update().where(dossiers.c.id == held.dossier_id).values(answer="no_need"))
    (more,) = set(verify(desk, keep=False).problems) - set(before)
    assert "dossiers" in more.en


def asking_of(shape, earlier=(), **more):
    values = {
        "number": "1/A",
        "person_id": 1,
        "footprint": shape,
        "unit": [Earlier(number=n, at=NOW, person_id=1, footprint=s, answer=a) for n, s, a in earlier],
        "since": NOW - timedelta(hours=5),
        "versions": (),
        "is_outside": False,
    }
    return Asking(**(values | more))


def test_footprints_beside_each_other_again_and_again_are_an_alarm():
    steps = [(f"{n}/B", square(120 * n, 0), "no_need") for n in range(5)]
    assert alarms_of(asking_of(square(120 * 5, 0), steps), LIMITS) == (Alarm.NEAR,)
    assert alarms_of(asking_of(square(120 * 4, 0), steps[:4]), LIMITS) == ()
    assert alarms_of(asking_of(square(900, 900), [(n, s, a) for n, s, a in steps]), LIMITS) == ()
    same = [("1/A", shape, answer) for _, shape, answer in steps]
    assert alarms_of(asking_of(square(120 * 5, 0), same), LIMITS) == ()


def test_halving_is_an_alarm():
    halves = [("a1", square(0, 0, 800), "needed"), ("a2", square(0, 0, 400, 800), "needed"), ("a3", square(0, 0, 400), "needed")]  # fmt: skip
    assert Alarm.HALVING in alarms_of(asking_of(square(0, 0, 200, 400), halves), LIMITS)
    assert Alarm.HALVING not in alarms_of(asking_of(square(0, 0, 380), halves), LIMITS)
    assert Alarm.HALVING not in alarms_of(asking_of(square(5000, 0, 200, 400), halves), LIMITS)


def test_a_long_straight_edge_is_an_alarm():
    assert alarms_of(asking_of(square(0, 0, 5001, 100)), LIMITS) == (Alarm.STRAIGHT,)
    assert alarms_of(asking_of(square(0, 0, 4999, 100)), LIMITS) == ()
    dotted = shapely.segmentize(square(0, 0, 5001, 100), 300)
    assert alarms_of(asking_of(dotted), LIMITS) == (Alarm.STRAIGHT,)


def test_a_share_of_needed_that_no_planner_has_is_an_alarm():
    def after(needed, free):
        told = ["needed"] * needed + ["no_need"] * free
        many = [(f"{n}/C", square(300 * (n % 30), 300 * (n // 30)), a) for n, a in enumerate(told)]
        return alarms_of(asking_of(square(9500, 9500), many, since=NOW + timedelta(1)), LIMITS)

    assert after(7, 13) == (Alarm.SHARE,)
    assert after(6, 14) == ()
    assert after(7, 12) == ()
    assert after(0, 100) == (Alarm.SHARE,)
    assert after(1, 99) == ()


def test_leaving_ones_communes_is_an_alarm(desk, asked):
    person = person_of(desk, 1, communes=("01",))
    across = square(4900, 8000, 200)
    assert ask(desk, person, asked, across).kind is AnswerKind.HELD
    assert rows_of(desk)[-1].alarms == ["outside"]
    assert ask(desk, person, asked, square(4000, 8000), "2/B").kind is AnswerKind.NO_NEED


@pytest.mark.usefixtures("asked")
def test_held_or_not_does_not_depend_on_the_answer(desk, folder):
    """The same questions over land and over none are held alike."""
    kinds = []
    for cover in (cover_of([square(4010, 4010, 300)]), cover_of([square(9000, 1000, 10)])):
        write_cover(folder, cover)
        province = open_province(folder)
        person = person_of(desk, 10 + len(kinds), unit=cover.version[:8])
        told = [
            ask(desk, person, province, square(4000 + 110 * n, 4000), f"{cover.version[:6]}-{n}").kind
            for n in range(8)
        ]
        kinds.append([kind is AnswerKind.HELD for kind in told])
    assert kinds[0] == kinds[1]
    assert kinds[0] == [False] * 5 + [True] * 3


numbers = st.floats(0, 9000, allow_nan=False)
sizes = st.floats(25, 1500, allow_nan=False)


@given(
    land=st.tuples(numbers, numbers, sizes, sizes),
    site=st.tuples(numbers, numbers, sizes, sizes),
    turn=st.floats(0, 90),
    reach=st.floats(0, 5000),
)
def test_no_false_clear(land, site, turn, reach):
    """Whatever lies in or within the reach of sealed land is told to ask, also when it is snapped."""
    secret = square(*land)
    shape = shapely.affinity.rotate(square(*site), turn)
    cover = cover_of([secret])
    public = public_answer(cover, [], NOW.date(), footprints_m=None, margin_m=LIMITS.snap_m)
    if shape.intersects(secret):
        assert public.is_needed(admitted(shape, LIMITS))
    rules = [rule_of(reach)]
    wide = cover_of(
        [secret], reaches_m={"belt_m": min(s for s in (0.0, 100.0, 500.0, 1000.0, 5000.0) if s >= reach)}
    )
    public = public_answer(wide, rules, NOW.date(), footprints_m=None, margin_m=LIMITS.snap_m)
    if shape.distance(secret) < reach:
        assert public.is_needed(admitted(shape, LIMITS))


def rule_of(distance_m):
    return Rule(
        id="D",
        theme="defence",
        kind="distance",
        layer="defence",
        distance_field="belt_m",
        near_m=min(distance_m, 50.0),
        severity="high",
        citation="x",
        citation_status="confirmed",
        when_conflict_vi="x",
        when_conflict_en="x",
        when_clear_vi="x",
        when_clear_en="x",
    )


def test_the_answer_depends_on_the_squares_alone():
    """Two pieces of land in the same squares have the same answers to every question."""
    one, other = square(4010, 4010, 480), square(4010, 4010, 3).union(square(4480, 4480, 3))
    publics = [
        public_answer(cover_of([land]), [], NOW.date(), footprints_m=None, margin_m=1.0)
        for land in (one, other)
    ]
    assert publics[0].version == publics[1].version
    for x in range(3300, 5200, 90):
        for y in range(3300, 5200, 90):
            told = {public.is_needed(square(x, y, 40)) for public in publics}
            assert len(told) == 1
    assert area_of(squares_of([one])).covers(other)


def test_restricted_land_in_open_layers_is_asked_about_too(sqlite_desk, folder, asked):
    squares = tuple(sorted(squares_of([square(8000, 8000)])))
    told = asked.cover.model_copy(update={"rest": squares, "signature": ""})
    write_cover(folder, sign_cover(told, KEY))
    province = open_province(folder)
    officer = Person(id=0, name="", full_name="", role=Role.PROVINCIAL_OFFICER)
    assert ask(sqlite_desk, officer, province, square(8000, 8000)).kind is AnswerKind.NEEDED
    assert ask(sqlite_desk, officer, province, square(6000, 8000), "13/HS").kind is AnswerKind.NO_NEED


def test_no_need_of_earlier_rules_is_not_said_again(sqlite_desk, folder, asked):
    officer = Person(id=0, name="", full_name="", role=Role.PROVINCIAL_OFFICER)
    place = square(6000, 4100)
    assert ask(sqlite_desk, officer, asked, place).kind is AnswerKind.NO_NEED
    file = folder / "rules.toml"
    far = rule_text("DEF-02", "defence", "distance", more="distance_m = 5000.0")
    file.write_text(file.read_text(encoding="utf-8") + far, encoding="utf-8")
    assert ask(sqlite_desk, officer, open_province(folder), place).kind is AnswerKind.NEEDED
    assert [row.answer for row in rows_of(sqlite_desk)] == ["no_need", "needed"]


def test_projects_and_an_outline_together_are_refused(sqlite_desk, asked):
    officer = Person(id=0, name="", full_name="", role=Role.PROVINCIAL_OFFICER)
    question = Question(number="12/HS", site_ids=("S2",), geometry=square(8000, 8000))
    with pytest.raises(AnswerError, match="not about both"):
        ask_about(sqlite_desk, officer, question, asked, now=NOW)


def test_a_parcel_of_defence_that_the_cover_does_not_know_stops_every_answer(desk, officer, asked):
    parcels = [square(7000, 7000, 400)]
    write(asked.folder / "landuse.gpkg", {"parcel_id": ["p9"], "code": ["CQP"]}, parcels)
    with pytest.raises(ShareError, match="older than layer"):
        ask(desk, officer, asked, square(7100, 7100))


def test_an_open_layer_cannot_stand_in_for_the_cover(asked):
    declared = asked.folder / "province.toml"
    text = declared.read_text(encoding="utf-8")
    layer = (
        '[[layer]]\nid = "defence_new"\nfamily = "defence"\nname_vi = "x"\nname_en = "x"\nfile = "x.gpkg"\n'
    )
    declared.write_text(f"{text}\n{layer}", encoding="utf-8")
    with pytest.raises(ProvinceError, match="defence_new is of the family defence"):
        open_province(asked.folder)
    declared.write_text(f"{text}\n{layer}restricted = true\n", encoding="utf-8")
    assert open_province(asked.folder).layer("defence_new").restricted
