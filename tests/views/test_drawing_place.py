"""What the panel says of a place where something is not known: never "none" and never "outside"."""

from __future__ import annotations

from datetime import date

import pytest

from layers.province import open_province
from layers.trial.ready import make_ready
from layers.trial.trial import try_ready
from office.people import Person, Role
from squares import PARK, declare, rule_text, square, write, write_parks
from views.drawing.answer import answer_of
from views.store import Whole
from views.text import Text

DAY = date(2026, 11, 26)
OFFICER = Person(id=1, name="an", full_name="", role=Role.PROVINCIAL_OFFICER)


@pytest.fixture
def parks(folder):
    declare(folder, layers=PARK, rules=rule_text("PARK-01", "park"))
    write_parks(folder, square(6000, 6000, 1000))
    return folder


def answered(folder, shape, day=DAY):
    """Return what the panel shows, in English: everything, and the lines about the place by label."""
    ready = make_ready(Whole(open_province(folder), "state").told, day)
    told = answer_of(try_ready(ready, shape), ready, OFFICER, Text("en"))
    return told, {line["label"]: line["text"] for line in told["place"]}


def test_all_is_known_of_open_land(parks):
    told, place = answered(parks, square(7500, 7500))
    assert place["Projects overlapped"] == "none"
    assert place["Nearest protected zone"] == "Park: Vườn A (707.1 m away)"
    assert [land["notes"] for land in told["lands"]] == [[]]


def test_projects_without_a_footprint_are_counted(parks):
    names = {"site_id": ["S1", "S2"], "name": ["Một", "Hai"]}
    write(parks / "sites.gpkg", names, [square(7500, 7500), None])
    more = "not compared: 1 projects of unknown place or that could not be read"
    assert answered(parks, square(5000, 5000))[1]["Projects overlapped"] == more
    assert answered(parks, square(7500, 7500))[1]["Projects overlapped"] == f"Một (1.00 ha); {more}"


def test_a_nearer_zone_may_be_hidden(parks):
    _, place = answered(parks, square(2600, 2000))
    assert place["Nearest protected zone"].endswith("A nearer one may lie under withheld squares.")


def test_layers_that_could_not_be_read_are_named(parks):
    for name in ("communes", "landuse", "park"):
        (parks / f"{name}.gpkg").write_bytes(b"nothing")
    told, place = answered(parks, square(7500, 7500))
    assert place["Communes"] == "The layer of communes could not be read"
    assert place["Nearest protected zone"].startswith("A protected layer could not be read in full")
    assert [(land["title"], land["rows"]) for land in told["lands"]] == [("Land use", [])]
    assert told["lands"][0]["notes"] == ["this layer could not be read and was not compared"]
    assert told["verdict"] == "not_checked"


def test_a_day_without_rules_says_so(parks):
    text = (parks / "rules.toml").read_text(encoding="utf-8")
    dated = text.replace("[[rule]]", "[[rule]]\neffective_from = 2026-01-01")
    (parks / "rules.toml").write_text(dated, encoding="utf-8")
    told, _ = answered(parks, square(7500, 7500), date(2025, 6, 1))
    assert told["heads"][0]["text"] == "No rule is in force on that day: nothing was checked"


def test_projects_that_could_not_be_read_are_not_said_to_lack_a_footprint(parks):
    file = parks / "province.toml"
    text = file.read_text(encoding="utf-8")
    at = text.index("\n", text.index('id = "sites"'))
    file.write_text(f"{text[:at]}\nmissing_rows = 4{text[at:]}", encoding="utf-8")
    told = answered(parks, square(5000, 5000))[1]["Projects overlapped"]
    assert told == "not compared: 4 projects of unknown place or that could not be read"


def test_communes_of_another_day_are_not_said_to_be_unreadable(parks):
    file = parks / "province.toml"
    text = file.read_text(encoding="utf-8")
    at = text.index("\n", text.index('id = "communes"'))
    file.write_text(f"{text[:at]}\neffective_from = 2026-12-01{text[at:]}", encoding="utf-8")
    _, place = answered(parks, square(7500, 7500))
    assert place["Communes"] == "No layer of communes is in force on that day"


def test_rules_about_withheld_land_alone_are_rules_and_leave_nothing_clear(parks):
    (parks / "rules.toml").write_text(rule_text("DEF-01", "defence"), encoding="utf-8")
    told, _ = answered(parks, square(7500, 7500))
    assert [(head["verdict"], head["text"]) for head in told["heads"]] == [
        ("not_checked", Text("en")("draw.head_sealed"))
    ]
    assert told["verdict"] == "not_checked"
