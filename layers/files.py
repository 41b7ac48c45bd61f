"""Read a vector file as it is: its rows, its CRS and its hash. Nothing is judged or repaired here."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from geo.crs import parse_crs
from geo.errors import CRSError
from layers.errors import ReadError
from layers.foreign_files import read_foreign
from layers.geojson import read_geojson

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURES = {
    ".gpkg": b"SQLite format 3\x00",
    ".shp": b"\x00\x00\x27\x0a",
    ".fgb": b"fgb",
    ".parquet": b"PAR1",
}
"""First bytes of each format: the content must be what the name says."""

JSON_SUFFIXES = frozenset({".geojson", ".json"})
UNREADABLE = (
    shapely.errors.GEOSException,  # a shape that is none: bad WKB, an open ring
    NotImplementedError,  # curves and surfaces
)
KINDS = ", ".join([*sorted(JSON_SUFFIXES), *SIGNATURES])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hex; of one in several parts (a shapefile, unsaved changes), of all."""
    digest = hashlib.sha256()
    for part in _parts(path):
        with part.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _parts(path: Path) -> list[Path]:
    if path.suffix.lower() == ".gpkg" and _unsaved(path):
        return [path, _beside(path)]
    if path.suffix.lower() != ".shp":
        return [path]
    return [path, *sorted(p for p in path.parent.glob(f"{path.stem}.*") if p != path and p.is_file())]


def read_file(path: Path, *, table: str = "", crs: str = "") -> gpd.GeoDataFrame:
    """
    Return all rows of one table of a vector file, in the file's CRS.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile, FlatGeobuf or GeoParquet.
    table
        Layer inside the file. "" is allowed where there is only one.
    crs
        CRS where the file declares none. Where it declares one, that one holds.

    Raises
    ------
    ReadError
        If the file is missing, not of a known format, cannot be read, has several tables and
        none was named, or has no geometry.
    CRSError
        If there is no CRS, or an unknown one.
    """
    return read_hashed(path, table=table, crs=crs)[0]


def read_hashed(path: Path, *, table: str = "", crs: str = "") -> tuple[gpd.GeoDataFrame, str]:
    """Return what `read_file` returns, and the SHA-256 of the very bytes that it was read from."""
    if not path.is_file():
        raise ReadError(
            f"The file {path} is not there: check its name and folder.",
            f"Không thấy tệp {path}: hãy kiểm tra tên và thư mục.",
        )
    sha256 = sha256_of(path)
    return _read_cached(path.resolve(), sha256, table, crs).copy(), sha256


@lru_cache(maxsize=16)
def _read_cached(path: Path, sha256: str, table: str, crs: str) -> gpd.GeoDataFrame:
    """Keyed on the content: the same bytes are read once, a changed file is read again."""
    frame = _read(path, table, crs)
    if sha256_of(path) != sha256:
        raise ReadError(
            f"{path.name} was changed while it was being read: try again.",
            f"{path.name} bị thay đổi trong lúc đang đọc: hãy thử lại.",
        )
    return frame


def _read(path: Path, table: str, crs: str) -> gpd.GeoDataFrame:
    suffix = path.suffix.lower()
    if suffix in JSON_SUFFIXES:
        return read_geojson(path, crs)
    _require_signature(path, suffix)
    _require_saved(path)
    try:
        frame = gpd.read_parquet(path) if suffix == ".parquet" else read_foreign(path, table)
    except ReadError:
        raise
    except (*UNREADABLE, ValueError, OSError) as error:
        raise _unreadable(path, error) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadError(f"{path.name} holds no geometry.", f"{path.name} không có hình học.")
    if frame.geometry.name != "geometry":
        frame = frame.drop(columns="geometry", errors="ignore").rename_geometry("geometry")
    return frame if frame.crs is not None else frame.set_crs(_given_crs(path, crs))


def _given_crs(path: Path, crs: str) -> str:
    try:
        return str(parse_crs(crs).to_wkt())
    except CRSError as error:
        raise CRSError(f"{path.name}: {error.en}", f"{path.name}: {error.vi}") from error


def _require_signature(path: Path, suffix: str) -> None:
    expected = SIGNATURES.get(suffix)
    if expected is None:
        raise ReadError(
            f"{path.name} is of no format that can be read here: give one of {KINDS}.",
            f"{path.name} không thuộc định dạng đọc được: hãy dùng một trong {KINDS}.",
        )
    with path.open("rb") as file:
        found = file.read(len(expected))
    if found != expected:
        raise ReadError(
            f"{path.name} is not what its ending says: its content is no {suffix} file.",
            f"{path.name} không đúng với phần mở rộng: nội dung không phải tệp {suffix}.",
        )


def _beside(path: Path) -> Path:
    """Return the file in which SQLite keeps what is not yet written into the file itself."""
    return path.with_name(f"{path.name}-wal")


def _unsaved(path: Path) -> bool:
    return _beside(path).is_file() and _beside(path).stat().st_size > 0


def _require_saved(path: Path) -> None:
    """Refuse a GeoPackage with changes that are not in the file yet."""
    if _unsaved(path):
        raise ReadError(
            f"{path.name} is open in another program with unsaved changes: close it there first.",
            f"{path.name} đang mở ở chương trình khác và còn thay đổi chưa ghi: hãy đóng ở đó trước.",
        )


def _unreadable(path: Path, error: Exception) -> ReadError:
    first = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
    return ReadError(f"{path.name} cannot be read: {first}.", f"Không đọc được {path.name}: {first}.")
