"""What a browser hands in never names a path, and several files are one data set or refused."""

import pytest

from layers.errors import IntakeError
from layers.intake.entrance.handed import Handed, lay_down


def handed(*names):
    return [Handed(name=name, data=name.encode()) for name in names]


def code_of(names, folder):
    with pytest.raises(IntakeError) as caught:
        lay_down(handed(*names), folder)
    return caught.value.code


@pytest.mark.parametrize(
    ("name", "written", "shown"),
    [
        ("Rừng 2026.gpkg", "data.gpkg", "Rừng 2026.gpkg"),
        ("../../etc/cron.d/x.GPKG", "data.gpkg", "x.GPKG"),
        ("C:\\tmp\\a\n.zip", "data.zip", "a .zip"),
        ("a.php", "data", "a.php"),
        ("", "data", "file"),
        ("a" * 400 + ".csv", "data.csv", "a" * 195 + "….csv"),
    ],
)
def test_one_file_is_written_under_a_name_made_here(tmp_path, name, written, shown):
    path, said = lay_down(handed(name), tmp_path)
    assert (path, said) == (tmp_path / written, shown)
    assert [one.name for one in tmp_path.iterdir()] == [written]
    assert path.read_bytes() == name.encode()


def test_parts_of_a_shapefile_lie_beside_each_other_and_side_files_are_left_out(tmp_path):
    path, said = lay_down(handed("Ranh.dbf", "Ranh.SHP", "ranh.shx", "Ranh.qix", "Ranh.cpg"), tmp_path)
    assert (path.name, said) == ("data.shp", "Ranh.SHP")
    assert {one.name for one in tmp_path.iterdir()} == {"data.shp", "data.dbf", "data.shx", "data.cpg"}
    assert (tmp_path / "data.shx").read_bytes() == b"ranh.shx"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("a.gpkg", "b.gpkg"), "files-several"),
        (("a.shp", "a.dbf", "a.gpkg"), "files-several"),
        (("a.gpkg", "a.dbf"), "files-several"),
        (("a.dbf", "a.shx"), "files-none"),
        ((), "files-none"),
        (("a.shp", "b.dbf", "a.shx"), "files-stems"),
        (("a.shp", "a.dbf", "A.DBF"), "part-twice"),
    ],
)
def test_files_that_are_not_one_data_set_are_refused(tmp_path, names, code):
    assert code_of(names, tmp_path) == code
