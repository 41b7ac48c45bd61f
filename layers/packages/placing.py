"""Where which table of a package stands, and the writing of all its files but manifest and README."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layers.packages.dxf_file import dxf_bytes
from layers.packages.geojson_file import geojson_bytes
from layers.packages.geopackage_file import write_geopackage
from layers.packages.kml_file import kml_bytes
from layers.packages.project_file import qgs_bytes, require_project
from layers.packages.shapefile_file import shapefile_parts
from layers.packages.workbook_file import workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.packages.model import Content, Table


@dataclass(frozen=True, kw_only=True)
class Places:
    """Names of the files, relative to the package."""

    one: Mapping[str, Table]
    """Of one table each: GeoJSON files and shapefiles."""
    geopackage: str
    kml: str
    drawing: str
    workbook: str
    project: str
    """Of QGIS; it holds no data, so nothing of it is read back as such."""

    @property
    def read(self) -> tuple[str, ...]:
        """The files that are read back."""
        return (*self.one, self.geopackage, self.kml, self.drawing, self.workbook)


def places_of(content: Content) -> Places:
    """Return where the files of a package go."""
    one = {f"geojson/{table.id}.geojson": table for table in content.tables}
    one |= {f"shapefile/{table.id}.shp": table for table in content.tables}
    stem = content.stem
    return Places(
        one=one,
        geopackage=f"{stem}.gpkg",
        kml=f"{stem}.kml",
        drawing=f"{stem}.dxf",
        workbook=f"{stem}.xlsx",
        project=f"{stem}.qgs",
    )


def write_files(content: Content, places: Places, folder: Path) -> None:
    """
    Write every file that holds data.

    Raises
    ------
    OSError
        If one cannot be written.
    WriteError
        If the project of QGIS would not open what stands beside it.
    """
    for name in ("geojson", "shapefile"):
        (folder / name).mkdir()
    for name, table in places.one.items():
        path = Path(name)
        if path.suffix == ".geojson":
            (folder / path).write_bytes(geojson_bytes(table, content.province))
            continue
        for ending, body in shapefile_parts(table, content.province.crs, content.stamp).items():
            (folder / path).with_suffix(ending).write_bytes(body)
    write_geopackage(folder / places.geopackage, content)
    (folder / places.kml).write_bytes(kml_bytes(content))
    (folder / places.drawing).write_bytes(dxf_bytes(content))
    (folder / places.workbook).write_bytes(workbook_bytes(content))
    project = qgs_bytes(content, places.geopackage)
    require_project(project, content, places.geopackage)
    (folder / places.project).write_bytes(project)
