"""
Made-up files with a wrong coordinate system, and right ones: which are found out, which are asked about.

    python -m bench.places [COUNT] [--seed N]

Every file is cut from the parcels of the demonstration province: one commune, a few parcels, a
hundred all over. Then something that happens in offices is done to it. A wrong file is found
out if it is refused, asked about, or taken at its true place; a right file should be taken
unasked. Wrong files that nothing in the file gives away (the province's own system stated,
numbers of a neighbouring meridian, no commune named, all of it still inside) are counted apart.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from geo.crs import transform_xy
from layers.errors import IntakeError
from layers.intake.whereabouts.place import propose, to_province
from layers.intake.whereabouts.vn2000 import VN2000, WGS84, plane, vn2000_planes
from layers.province import default_province_folder, open_province
from layers.reader import read_layer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd

    from geo.types import FloatArray, GeometryArray
    from layers.province import Province

TRUE_M = 0.01
"""A file taken within this of its true place is right."""

ZONE_48, GAUSS_18, ORIGIN = np.array([48e6, 0.0]), np.array([18e6, 0.0]), np.array([5e5, 2.4e6])
"""What stands before the eastings, and an origin of a drawing."""

OFFICIAL = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"
OFFICIAL_LINE = (
    "CoordSys Earth Projection 8, 9999, 28, -191.90441429, -39.30318279, -111.45032835,"
    ' -0.00928836, 0.01975479, -0.00427372, 0.252906278, 0, "m", 103, 0, 0.9999, 500000, 0'
)
SLIPS = (
    "-191.90441429,-39.30318279,-111.45032835,-0.00928836,0.01975479,-0.00427372,0.252906278",
    "191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278",
    "-191.90441429,-39.30318279,-111.45032835",
    "0,0,0",
)


@dataclass(frozen=True, kw_only=True)
class File:
    """A made-up file: what stands in it, and where it truly lies."""

    kind: str
    shapes: GeometryArray
    crs_wkt: str
    crs_name: str = ""
    expected: tuple[str, ...] = ()
    true: GeometryArray
    """In the province's system."""
    key: str = ""
    """Of the candidate that is the truth; "" where there is none."""


@dataclass
class Tally:
    """Counts, by kind of file."""

    files: Counter[str] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)
    """Taken unasked at the true place."""
    fooled: Counter[str] = field(default_factory=Counter)
    """Taken unasked at another place."""
    first: Counter[str] = field(default_factory=Counter)
    """The truth is the first candidate."""
    offered: Counter[str] = field(default_factory=Counter)
    """The truth is among the candidates."""


@dataclass(frozen=True, kw_only=True)
class World:
    """The province that files are made from."""

    province: Province
    communes: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame

    def moved(self, shapes: GeometryArray, crs: str) -> GeometryArray:
        """Return shapes of the province in another system."""
        return np.asarray(
            shapely.transform(
                shapes, lambda xy: transform_xy(xy, self.province.crs, crs, self.province.datum_operation)
            )
        )


def open_world() -> World:
    """Read the demonstration province."""
    province = open_province(default_province_folder())
    return World(
        province=province,
        communes=read_layer(province.layer("communes"), province).zones,
        parcels=read_layer(province.versions("landuse")[0], province).zones,
    )


def cut(world: World, rng: np.random.Generator, size: str = "") -> tuple[GeometryArray, tuple[str, ...]]:
    """Return parcels of one commune, a few neighbours, or a hundred all over; and their communes."""
    size = size or str(rng.choice(["commune", "few", "all over"]))
    code = str(rng.choice(world.parcels["commune_code"].unique()))
    rows = np.flatnonzero(world.parcels["commune_code"] == code)
    if size == "few":
        start = int(rng.integers(0, max(len(rows) - 5, 1)))
        rows = rows[start : start + 5]
    if size == "all over":
        rows = rng.choice(len(world.parcels), 100, replace=False)
    communes = tuple(sorted(set(world.parcels["commune_code"].iloc[rows])))
    return np.asarray(world.parcels.geometry.array[rows], dtype=object), communes


def wkt(crs: str | int, rng: np.random.Generator) -> str:
    """Return a WKT in one of the dialects that files carry."""
    dialect = str(rng.choice(["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"]))
    return pyproj.CRS.from_user_input(crs).to_wkt(dialect)


def with_shift(shift: str) -> str:
    """Return the plane of the demonstration province as software with PROJ strings writes it."""
    given = f"+towgs84={shift}" if shift else ""
    text = f"+proj=tmerc +lon_0=103 +k=0.9999 +x_0=500000 +ellps=WGS84 +units=m {given} +type=crs"
    return pyproj.CRS(text).to_wkt()


def dmm(xy: FloatArray) -> FloatArray:
    """Pack degrees as degrees.minutes-seconds with two decimals of a second."""
    seconds = np.round(xy * 3600, 2)
    degrees, minutes = seconds // 3600, seconds // 60 % 60
    return np.round(degrees + minutes / 100 + (seconds - degrees * 3600 - minutes * 60) / 10_000, 8)


def changed(shapes: GeometryArray, change: Callable[[FloatArray], FloatArray]) -> GeometryArray:
    """Return shapes with other numbers."""
    return np.asarray(shapely.transform(shapes, change))


def swap(xy: FloatArray) -> FloatArray:
    """Exchange x and y."""
    return xy[:, ::-1]


def wrong_files(world: World, rng: np.random.Generator) -> Iterator[File]:
    """Yield wrong files of every kind, over and over."""
    own = world.province.crs
    while True:
        shapes, communes = cut(world, rng)
        named = communes if rng.random() < 0.5 else ()
        yield from _wrong_planes(world, rng, shapes, named)
        yield from _wrong_numbers(world, rng, shapes, named)
        yield from _wrong_datums(world, rng, shapes, named)
        whole, its_commune = cut(world, rng, "commune")
        other = str(rng.choice([s.key for s in vn2000_planes() if s.key not in {own, "EPSG:3405"}]))
        moved = world.moved(whole, _crs(other))
        yield File(
            kind="another meridian, the own one stated, communes named",
            shapes=moved,
            crs_wkt=wkt(own, rng),
            expected=its_commune,
            true=whole,
            key=other,
        )
        scale = world.moved(whole, plane(VN2000, 103.0, 0.9996).crs)
        yield File(
            kind="0.9996 at the own meridian, 0.9999 stated, a whole commune named",
            shapes=scale,
            crs_wkt=wkt(own, rng),
            expected=its_commune,
            true=whole,
            key="VN2000:103-00:0.9996",
        )


def _crs(key: str) -> str:
    return next(system.crs for system in vn2000_planes() if system.key == key)


def _wrong_planes(
    world: World, rng: np.random.Generator, shapes: GeometryArray, named: tuple[str, ...]
) -> Iterator[File]:
    """Yield files in another plane than they state, or in one that they do not state."""
    own = world.province.crs
    others = [system for system in vn2000_planes() if system.key != own]
    other = others[int(rng.integers(len(others)))]
    utm = world.moved(shapes, "EPSG:3405")
    cases = (
        ("the own plane, another stated", shapes, wkt(other.crs, rng), own),
        ("UTM, the own plane stated", utm, wkt(own, rng), "EPSG:3405"),
        ("the own plane, UTM stated", shapes, wkt("EPSG:3405", rng), own),
        ("UTM, 3 degrees at 105 stated", utm, wkt("EPSG:5897", rng), "EPSG:3405"),
        ("the own plane, 0.9996 stated", shapes, wkt(plane(VN2000, 103.0, 0.9996).crs, rng), own),
        ("the own plane, degrees stated", shapes, wkt("EPSG:4326", rng), own),
        ("the own plane, web mercator stated", shapes, wkt("EPSG:3857", rng), own),
        ("the own plane, nothing stated", shapes, "", own),
        ("UTM, nothing stated", utm, "", "EPSG:3405"),
        ("a neighbour's plane, nothing stated", world.moved(shapes, "EPSG:9206"), "", "EPSG:9206"),
        ("degrees, nothing stated", world.moved(shapes, "EPSG:4326"), "", "EPSG:4326"),
        ("degrees, the own plane stated", world.moved(shapes, "EPSG:4326"), wkt(own, rng), "EPSG:4326"),
        ("web mercator, the own plane stated", world.moved(shapes, "EPSG:3857"), wkt(own, rng), "EPSG:3857"),
        (
            "web mercator, degrees stated",
            world.moved(shapes, "EPSG:3857"),
            wkt("EPSG:4326", rng),
            "EPSG:3857",
        ),
    )
    for kind, drawn, stated, key in cases:
        yield File(kind=kind, shapes=drawn, crs_wkt=stated, expected=named, true=shapes, key=key)


def _wrong_numbers(
    world: World, rng: np.random.Generator, shapes: GeometryArray, named: tuple[str, ...]
) -> Iterator[File]:
    """Yield files whose numbers are written in another way than is stated."""
    own = world.province.crs
    utm, degrees = world.moved(shapes, "EPSG:3405"), world.moved(shapes, "EPSG:4326")
    wide, wide_named = cut(world, rng, "all over")
    cases = (
        ("X and Y swapped", changed(shapes, swap), wkt(own, rng), f"{own}+swapped"),
        ("X and Y swapped, nothing stated", changed(utm, swap), "", "EPSG:3405+swapped"),
        ("latitude before longitude", changed(degrees, swap), wkt("EPSG:4326", rng), "EPSG:4326+swapped"),
        (
            "zone digits",
            changed(utm, lambda xy: xy + ZONE_48),
            wkt("EPSG:3405", rng),
            "EPSG:3405+zone-digits",
        ),
        (
            "zone digits and swapped, nothing stated",
            changed(utm, lambda xy: swap(xy + ZONE_48)),
            "",
            "EPSG:3405+swapped+zone-digits",
        ),
        ("millimetres", changed(shapes, lambda xy: xy * 1000), wkt(own, rng), f"{own}+mm"),
        ("kilometres, nothing stated", changed(shapes, lambda xy: xy / 1000), "", f"{own}+km"),
        ("packed degrees, nothing stated", changed(degrees, dmm), "", "EPSG:4326+dms"),
        (
            "packed degrees without a point",
            changed(degrees, lambda xy: np.round(dmm(xy) * 1e4, 2)),
            "",
            "EPSG:4326+ddmmss",
        ),
        ("zone of HN-72, nothing stated", changed(utm, lambda xy: xy + GAUSS_18), "", ""),
        ("an origin of its own", changed(shapes, lambda xy: xy - ORIGIN), "", ""),
    )
    for kind, drawn, stated, key in cases:
        yield File(kind=kind, shapes=drawn, crs_wkt=stated, expected=named, true=shapes, key=key)
    yield File(
        kind="packed degrees, degrees stated, many parcels",
        shapes=changed(world.moved(wide, "EPSG:4326"), dmm),
        crs_wkt=wkt("EPSG:4326", rng),
        expected=wide_named if named else (),
        true=wide,
        key="EPSG:4326+dms",
    )


def _wrong_datums(
    world: World, rng: np.random.Generator, shapes: GeometryArray, named: tuple[str, ...]
) -> Iterator[File]:
    """Yield files on VN-2000 that say WGS 84, something else, or carry a shift with a slip."""
    own = world.province.crs
    utm, graticule = world.moved(shapes, "EPSG:3405"), world.moved(shapes, "EPSG:4756")
    written = plane(WGS84, 103.0, 0.9999).crs
    tm, line = wkt(written, rng), "CoordSys Earth Projection 8, 104"
    by_hand = pyproj.CRS(own).to_wkt("WKT1_ESRI").replace("D_Vietnam_2000", "D_WGS_1984")
    cases = (
        ("MapInfo, VN-2000 as datum 104", shapes, tm, f'{line}, "m", 103, 0, 0.9999, 500000, 0', own),
        (
            "MapInfo, UTM as datum 104",
            utm,
            wkt("EPSG:32648", rng),
            f'{line}, "m", 105, 0, 0.9996, 500000, 0',
            "EPSG:3405",
        ),
        (
            "MapInfo, degrees as datum 104",
            graticule,
            wkt("EPSG:4326", rng),
            "CoordSys Earth Projection 1, 104",
            "EPSG:4756",
        ),
        ("the own plane on WGS 84", shapes, tm, "", own),
        ("a PRJ named VN-2000 on WGS 84", shapes, by_hand, "", own),
        ("UTM of VN-2000 stated as WGS 84", utm, wkt("EPSG:32648", rng), "", "EPSG:3405"),
        ("no datum named", shapes, with_shift(""), "", own),
        ("a shift with a slip", shapes, with_shift(str(rng.choice(SLIPS))), "", own),
        ("Indian 1960", utm, wkt("EPSG:3148", rng), "", ""),
        ("HN-72", utm, wkt("EPSG:2044", rng), "", ""),
    )
    for kind, drawn, stated, name, key in cases:
        yield File(
            kind=kind, shapes=drawn, crs_wkt=stated, crs_name=name, expected=named, true=shapes, key=key
        )


def right_files(world: World, rng: np.random.Generator) -> Iterator[File]:
    """Yield files that say where they are."""
    own = world.province.crs
    while True:
        shapes, communes = cut(world, rng)
        named = communes if rng.random() < 0.5 else ()
        cases = (
            ("the own plane", wkt(own, rng), "", own),
            ("UTM of VN-2000", wkt("EPSG:3405", rng), "", "EPSG:3405"),
            ("degrees on WGS 84", wkt("EPSG:4326", rng), "", "EPSG:4326"),
            ("degrees on VN-2000", wkt("EPSG:4756", rng), "", "EPSG:4756"),
            ("web mercator", wkt("EPSG:3857", rng), "", "EPSG:3857"),
            ("the official shift", with_shift(OFFICIAL), "", own),
            (
                "MapInfo with the official shift",
                with_shift(OFFICIAL),
                OFFICIAL_LINE,
                own,
            ),
        )
        for kind, stated, name, crs in cases:
            drawn = world.moved(shapes, crs)
            yield File(
                kind=kind, shapes=drawn, crs_wkt=stated, crs_name=name, expected=named, true=shapes, key=crs
            )


def silent_files(world: World, rng: np.random.Generator) -> Iterator[File]:
    """Yield wrong files that are exactly as right ones elsewhere in the province would be."""
    own = world.province.crs
    while True:
        shapes, _ = cut(world, rng, "few")
        for key in ("EPSG:9206", "EPSG:5896"):
            drawn = world.moved(shapes, key)
            west, south, east, north = world.province.bounds_m
            if shapely.covers(
                shapely.box(west, south, east, north), shapely.box(*shapely.total_bounds(drawn))
            ):
                yield File(kind="silent", shapes=drawn, crs_wkt=wkt(own, rng), true=shapes, key=key)


def judge(files: Iterator[File], count: int, world: World) -> Tally:
    """Hand `count` files to the program and count what it says."""
    tally = Tally()
    for _ in range(count):
        file = next(files)
        tally.files[file.kind] += 1
        try:
            said = propose(
                file.shapes,
                crs_wkt=file.crs_wkt,
                crs_name=file.crs_name,
                province=world.province,
                communes=world.communes,
                expected_communes=file.expected,
            )
        except IntakeError:
            continue
        keys = [one.key for one in said.candidates]
        tally.first[file.kind] += keys[:1] == [file.key]
        tally.offered[file.kind] += file.key in keys
        if said.settled is not None:
            placed = to_province(file.shapes, said.settled, world.province)
            off_m = np.abs(shapely.get_coordinates(placed) - shapely.get_coordinates(file.true)).max()
            (tally.settled if off_m <= TRUE_M else tally.fooled)[file.kind] += 1
    return tally


def report(title: str, tally: Tally) -> None:
    """Print one line for each kind."""
    print(
        f"\n{title}\n"
        "| Kind | Files | Taken at the true place | Taken elsewhere | Truth first | Truth offered |"
    )
    print("|---|--:|--:|--:|--:|--:|")
    for kind, count in tally.files.items():
        figures = (tally.settled, tally.fooled, tally.first, tally.offered)
        print(f"| {kind} | {count} | {' | '.join(str(column[kind]) for column in figures)} |")


def main(arguments: list[str]) -> int:
    """Print the counts; fail if a wrong file was taken elsewhere, or a right one asked about."""
    parser = argparse.ArgumentParser(prog="python -m bench.places")
    parser.add_argument("count", nargs="?", type=int, default=500)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args(arguments)
    world = open_world()
    wrong = judge(wrong_files(world, np.random.default_rng(given.seed)), given.count, world)
    right = judge(right_files(world, np.random.default_rng(given.seed + 1)), given.count, world)
    silent = judge(silent_files(world, np.random.default_rng(given.seed + 2)), given.count // 10, world)
    report("Wrong files", wrong)
    report("Right files", right)
    count, fooled = wrong.files.total(), wrong.fooled.total()
    print(f"\nwrong files found out: {count - fooled} of {count}")
    print(f"right files taken unasked at their place: {right.settled.total()} of {right.files.total()}")
    print(
        "wrong files that nothing in them gives away, taken as stated:"
        f" {silent.fooled.total()} of {silent.files.total()}"
    )
    return int(fooled > 0 or right.settled.total() < right.files.total())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
