"""A candidate is the province as publishing the draft makes it; and nothing is written meanwhile."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from layers.check import check_province
from layers.errors import IntakeError, ProvinceError
from layers.intake.answers import Answers, Declaration
from layers.intake.candidate import candidate, open_aside
from layers.intake.draft import Draft
from layers.intake.importing import Opened, draft_of, publish_draft
from layers.province import Province, open_province, with_layers
from same import FRAMES
from squares import square

TODAY = date(2026, 11, 26)


def draft(path: Path, province: Province, name: str, first_day: date, **answers: object) -> Draft:
    given = Answers(**answers)
    opened = open_aside(path, province, given)
    assert isinstance(opened, Opened)
    declared = Declaration(name=name, effective_from=first_day, decision_number="12/QĐ-UBND", accuracy_m=0.0)
    return draft_of(opened, given, declared, province, TODAY)


def written(path: Path, shapes: list) -> Path:
    gpd.GeoDataFrame({"zone": ["a", "b"]}, geometry=shapes, crs="EPSG:9205").to_file(path)
    return path


def test_it_is_the_province_that_publishing_makes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    aside = tmp_path_factory.mktemp("aside")
    first = written(aside / "one.gpkg", [square(950, 100), square(7000, 7000)])
    second = written(aside / "two.gpkg", [square(900, 100), square(7000, 7000)])
    for path, name, day in (
        (first, "defence", date(2026, 6, 1)),
        (second, "defence", date(2026, 3, 1)),
        (second, "defence", date(2026, 3, 1)),
    ):
        province = open_province(folder)
        files = sorted(folder.rglob("*"))
        made = draft(path, province, name, day)
        with candidate(made) as then:
            assert sorted(folder.rglob("*")) == files
            staged = [Path(layer.file) for layer in then.layers if Path(layer.file).is_absolute()]
            foretold = check_province(then, day)
        assert not any(path.exists() for path in staged)
        publish_draft(made, by="tester")
        published = open_province(folder)
        said = [layer.model_dump(exclude={"file"}) for layer in then.layers]
        assert said == [layer.model_dump(exclude={"file"}) for layer in published.layers]
        real = check_province(published, day)
        for frame in FRAMES:
            one, other = (getattr(result, frame) for result in (foretold, real))
            if isinstance(one, gpd.GeoDataFrame):
                one, other = one.to_wkb(), other.to_wkb()
            pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_an_open_question_is_no_candidate(province: Province, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x;y\n1;2\n3;4\n5;6\n", encoding="utf-8")
    made = draft(path, province, "defence", TODAY)
    assert not made.is_ready
    with pytest.raises(IntakeError), candidate(made):
        pass


def test_layers_are_judged_as_when_a_province_is_opened(province: Province) -> None:
    with pytest.raises(ProvinceError, match="is there twice"):
        with_layers(province, (*province.layers, province.layers[0]))
