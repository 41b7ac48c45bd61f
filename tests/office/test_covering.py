"""The steward's cover: a superset with decoys that nobody can tell, the same each time it is drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import shapely

from layers.approved_cover import parse_cover
from layers.catalogue import read_layers
from layers.check import check_province
from layers.codes import read_codes
from layers.cover import area_of, restricted_land
from layers.cover_writer import write_cover
from layers.layer import Layer
from layers.province import open_province
from layers.reader import read_layer
from layers.rules import SITES, read_rules
from office.errors import SealedError
from office.sealed.covering import CoverWish, Ground, approve_cover
from office.sealed.crypt import Cost, Passphrase
from office.sealed.squares import clusters, with_blocks
from office.sealed.vault import create_vault, unlock_vault
from squares import rule_text, square, write

NOW = datetime(2026, 11, 26, tzinfo=UTC)
WORDS = "mưa rừng suối đá núi"
CHEAP = Cost(time_cost=1, memory_kib=64, lanes=1)
MARKER = "MARKER-Đồn-77"


@pytest.fixture
def ordinary(folder):
    """Return the small province without any restricted land in plain."""
    text = (folder / "province.toml").read_text(encoding="utf-8")
    (folder / "province.toml").write_text(text.split('[[layer]]\nid = "defence"')[0], encoding="utf-8")
    (folder / "defence.gpkg").unlink()
    rows = {"parcel_id": ["p1", "p2", "p3"], "code": ["LUC", "RPH", "ODT"]}
    write(folder / "landuse.gpkg", rows, [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000)])
    return folder


def layer_of(folder, shapes, family="defence", **columns):
    path = folder / f"secret_{family}.gpkg"
    path.unlink(missing_ok=True)
    ids = [f"{MARKER}-{n}" for n in range(len(shapes))]
    write(path, {"zone": ids, **columns}, shapes)
    layer = Layer(
        id=f"{family}_1",
        family=family,
        name_vi=MARKER,
        name_en=MARKER,
        file=str(path),
        id_field="zone",
        restricted=True,
        decision_number=MARKER,
        effective_from=date(2024, 5, 9),
    )
    data = read_layer(layer, open_province(folder))
    path.unlink()
    return data


@pytest.fixture
def vault(ordinary, tmp_path):
    made = create_vault(tmp_path / "sealed", Passphrase(WORDS), CHEAP)
    shapes = [square(3010, 3010, 333), square(6200, 2100, 900, 300), square(1100, 8100, 100)]
    made.seal(layer_of(ordinary, shapes, belt_m=[80.0, 250.0, None], category=["work", "depot", "work"]))
    return made


def ground_of(folder):
    province = open_province(folder)
    uses = read_layers([layer for layer in province.layers if layer.family != SITES], province)
    rules = read_rules(province.path(province.rules))
    return Ground(province=province, uses=uses, rules=rules, codes=read_codes(province.path(province.codes)))


def cover_of(vault, folder, now=NOW, **wish):
    return approve_cover(vault, ground_of(folder), CoverWish(**wish), now)


def test_the_cover_holds_all_land_and_decoys_besides(vault, ordinary):
    cover = cover_of(vault, ordinary)
    squares = frozenset(cover.families["defence"].squares)
    land = restricted_land(vault.uses(), {})
    assert area_of(squares).covers(shapely.union_all(land))
    real = {s for s in squares if shapely.intersects(area_of(frozenset({s})), land).any()}
    decoys = squares - real
    assert decoys == set(vault.contents.decoys["defence"])
    assert 0.1 <= len(decoys) / len(squares) <= 0.3
    province = shapely.box(500_000, 2_450_000, 510_000, 2_460_000)
    assert province.covers(area_of(frozenset(decoys)))
    assert shapely.distance(area_of(frozenset(decoys)), area_of(frozenset(real))) > 0


def test_the_same_land_has_the_same_cover_to_the_byte(vault, ordinary):
    first = cover_of(vault, ordinary)
    again = cover_of(vault, ordinary, NOW + timedelta(days=3))
    assert again.to_bytes() == first.to_bytes()
    vault.keep(vault.contents.model_copy(update={"cover": None, "drawn": (), "decoys": {}}))
    anew = cover_of(vault, ordinary, NOW + timedelta(days=3))
    assert (anew.families, anew.rest) == (first.families, first.rest)
    other = unlock_vault(vault.folder, Passphrase(WORDS))
    assert other.contents.cover == anew
    assert len(other.contents.drawn) == 1


def test_another_vault_has_other_decoys(vault, ordinary, tmp_path):
    other = create_vault(tmp_path / "other", Passphrase(WORDS), CHEAP)
    other.seal(vault.uses()[0].data)
    assert cover_of(other, ordinary).families["defence"] != cover_of(vault, ordinary).families["defence"]


def test_the_file_holds_nothing_of_the_land_but_squares(vault, ordinary):
    content = cover_of(vault, ordinary).to_bytes()
    told = json.loads(content)
    assert set(told) == {
        "format", "province", "crs", "made_at", "side_m", "decoy_share", "families", "rest", "previous",
        "public_key", "signature",
    }  # fmt: skip
    assert set(told["families"]["defence"]) == {
        "squares", "reaches_m", "accuracy_m", "consultee_vi", "consultee_en", "periods",
    }  # fmt: skip
    text = content.decode()
    for secret in (MARKER, "zone", "503010", "2453010", "503343", "80.0", "250", "area", "work", "depot"):
        assert secret not in text
    assert parse_cover(content, "x").version == cover_of(vault, ordinary).version


def test_reaches_are_steps_and_consultees_those_of_the_rules(vault, ordinary):
    rules = [
        rule_text("D1", "defence", "distance", more='distance_field = "belt_m"\nnear_m = 10.0'),
        rule_text("D2", "defence", "distance", more='distance_field = "unheard_m"\nnear_m = 10.0'),
    ]
    (ordinary / "rules.toml").write_text("".join(rules), encoding="utf-8")
    family = cover_of(vault, ordinary).families["defence"]
    assert family.reaches_m == {"belt_m": 500.0}
    assert (family.consultee_en, family.consultee_vi) == ("Test office", "Cơ quan thử")
    assert [period.effective_from for period in family.periods] == [date(2024, 5, 9)]


def test_the_top_category_is_covered_by_aligned_blocks(vault, ordinary):
    plain = cover_of(vault, ordinary)
    vault.seal(vault.uses()[0].data, {"category": ("depot",)})
    topped = cover_of(vault, ordinary, NOW + timedelta(days=1))
    more = set(topped.families["defence"].squares) - set(plain.families["defence"].squares)
    assert more
    depot = shapely.box(506200, 2452100, 507100, 2452400)
    blocks = {
        (x - x % 2, y - y % 2)
        for x, y in topped.families["defence"].squares
        if area_of(frozenset({(x, y)})).intersects(depot)
    }
    covered = {(x + i, y + j) for x, y in blocks for i in (0, 1) for j in (0, 1)}
    assert covered <= set(topped.families["defence"].squares)
    everything = cover_of(vault, ordinary, NOW + timedelta(days=2), blocks=True)
    squares = set(everything.families["defence"].squares) - set(topped.families["defence"].squares)
    assert squares


def test_a_cover_never_shrinks_within_a_year_and_decoys_stay(vault, ordinary):
    first = cover_of(vault, ordinary)
    vault.seal(layer_of(ordinary, [square(8010, 8010, 1400)]))
    second = cover_of(vault, ordinary, NOW + timedelta(days=30))
    old, new = (frozenset(c.families["defence"].squares) for c in (first, second))
    assert old < new
    assert second.previous == first.version
    third = cover_of(vault, ordinary, NOW + timedelta(days=394))
    assert third.version == second.version
    late = cover_of(vault, ordinary, NOW + timedelta(days=396))
    left = frozenset(late.families["defence"].squares)
    assert left < new
    assert area_of(left).covers(square(8010, 8010, 200))
    assert set(vault.contents.decoys["defence"]) <= left
    assert not area_of(left).intersects(square(3010, 3010, 333))


def test_restricted_land_of_open_layers_is_in_the_rest(vault, ordinary):
    rows = {"parcel_id": ["p1", "p2"], "code": ["LUC", "CQP"]}
    write(ordinary / "landuse.gpkg", rows, [square(0, 0, 1000), square(8600, 600, 10)])
    cover = cover_of(vault, ordinary)
    assert area_of(frozenset(cover.rest)).covers(square(8600, 600, 10))
    assert frozenset(cover.rest) <= cover.squares


def test_on_the_ordinary_machine_it_answers_without_false_clear(vault, ordinary):
    """1,000 sites: wherever the sealed land says conflict, the cover says ask."""
    rules = [
        rule_text("O", "defence"),
        rule_text("D", "defence", "distance", more='distance_field = "belt_m"\nnear_m = 10.0'),
        rule_text("F", "defence", "distance", more="distance_m = 700.0"),
    ]
    (ordinary / "rules.toml").write_text("".join(rules), encoding="utf-8")
    random = np.random.default_rng(7)
    shapes = [square(x, y, w, h) for x, y, w, h in zip(*random.uniform(0, 9000, (2, 1000)), *random.uniform(20, 900, (2, 1000)), strict=True)]  # fmt: skip
    ids = [f"S{n}" for n in range(1000)]
    write(ordinary / "sites.gpkg", {"site_id": ids, "name": ids}, shapes)
    exact = check_province(open_province(ordinary), NOW.date(), more_layers=vault.uses()).findings
    write_cover(ordinary, cover_of(vault, ordinary))
    told = check_province(open_province(ordinary), NOW.date()).findings.set_index("finding_id")["verdict"]
    true = exact.set_index("finding_id")["verdict"]
    conflicts = true.index[true == "conflict"]
    assert len(conflicts) > 200
    assert set(told[conflicts]) == {"not_checked"}
    assert (told == "clear").sum() > 500
    assert set(told) == {"not_checked", "clear"}


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_the_share_of_decoys_has_limits(share):
    with pytest.raises(SealedError, match="share of decoys"):
        CoverWish(decoy_share=share)


def test_an_empty_vault_has_no_cover(ordinary, tmp_path):
    empty = create_vault(tmp_path / "empty", Passphrase(WORDS), CHEAP)
    with pytest.raises(SealedError, match="no sealed layer"):
        cover_of(empty, ordinary)


def test_no_cover_stands_for_a_layer_that_lacks_rows(vault, ordinary):
    data = vault.uses()[0].data
    vault.seal(replace(data, layer=data.layer.model_copy(update={"missing_rows": 3})))
    with pytest.raises(SealedError, match=r"lacks 3 rows .* no cover can stand for it"):
        cover_of(vault, ordinary)


def test_clusters_and_blocks():
    assert clusters([(0, 0), (0, 1), (3, 3), (4, 4)]) == [[(0, 0), (0, 1)], [(3, 3), (4, 4)]]
    assert with_blocks(frozenset(), frozenset({(-1, -1)})) == {(-2, -2), (-2, -1), (-1, -2), (-1, -1)}
