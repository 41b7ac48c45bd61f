"""
Are names right whatever code table they come in? 2,000 seeded names, written by encoders of its own.

    python -m bench.encodings [--names 2000] [--seed 4] [--misses]

Names are made of the communes, former communes, projects and land types in `data/reference`. Each is
written as bytes (a shapefile) and as text that another program took for code page 1252 (a GeoPackage
made of it), and goes through `propose_encodings` and `decode_text`, whose first proposal is taken. A
name counts as right if every letter is. Exit status 1 below 99 % for a whole file, or if a single
text of another language was changed.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from bench.legacy_text import ENCODERS, as_text
from layers.intake.text.decoding import decode_text
from layers.intake.text.encodings import propose_encodings
from layers.intake.text.vietnamese import Encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
SOURCES = {
    "communes_2025.csv": "name",
    "legacy_communes_2024.csv": "name",
    "projects.csv": "name_vi",
    "landuse_codes.csv": "name_vi",
}
SIZES = (1, 5, 20, 200)
ASKED = 0.99
OTHER_TEXTS = (
    *(
        "Forêt protégée du château",
        "Où est la forêt ?",
        "Café à Sapa",
        "Élevage",
        "dû",
        "naïf",
        "août",
        "Noël",
    ),
    *(
        "Señor Muñoz",
        "año",
        "niñez",
        "Größe",
        "Straße",
        "Übersicht",
        "São Paulo",
        "coração",
        "Åland",
        "Øresund",
    ),
    *(
        "100 m²",
        "40 × 60",
        "23 °C",
        "± 5 m",
        "½ ha",
        "Km 12 – Km 18",
        "“CQP”",
        "€ 5",
        "N 22°23'",
        "中国",
        "Лай Тяу",
    ),
    *("LUK", "CQP", "CAN", "ONT", "Defence land", "Forest plantation", "Hydropower plant", "LUA (2.82); BHK"),
)
"""Texts that must stay as they are, each alone in its column and all together."""


def names(count: int, seed: int) -> list[str]:
    """Return names as a land office writes them: alone, in capitals, with their commune, with a land type."""
    draw = random.Random(seed)  # noqa: S311
    base = {file: _column(file, column) for file, column in SOURCES.items()}
    communes = base["communes_2025.csv"] + base["legacy_communes_2024.csv"]
    places = [*communes, *communes, *base["projects.csv"], *base["landuse_codes.csv"]]
    patterns = (
        lambda: draw.choice(places),
        lambda: draw.choice(places),
        lambda: draw.choice(communes).upper(),
        lambda: draw.choice(communes).split(" ", 1)[1],
        lambda: f"{draw.choice(base['landuse_codes.csv'])}, {draw.choice(communes)}",
        lambda: f"{draw.choice(base['projects.csv'])} ({draw.choice(communes)})",
        lambda: f"Thửa {draw.randint(1, 400)}, tờ {draw.randint(1, 90)}, {draw.choice(communes)}",
    )
    found: dict[str, None] = {}
    while len(found) < count:
        name = unicodedata.normalize("NFC", draw.choice(patterns)())
        if not name.isascii():
            found.setdefault(name)
    return list(found)


def _column(file: str, column: str) -> list[str]:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as rows:
        return [row[column] for row in csv.DictReader(rows)]


def read_back(written: Sequence[str | bytes], size: int) -> tuple[list[str | None], list[bool]]:
    """Return the values as the intake reads them in columns of `size`, and which it called sure."""
    texts: list[str | None] = []
    sure: list[bool] = []
    for start in range(0, len(written), size):
        values = written[start : start + size]
        table = pa.table(
            {"name": pa.array(values, pa.binary() if isinstance(values[0], bytes) else pa.string())}
        )
        proposed = propose_encodings(table)
        decoded, _ = decode_text(table, {column.column: column.encoding for column in proposed})
        texts += decoded["name"].to_pylist()
        sure += [proposed[0].is_sure] * len(values)
    return texts, sure


def written_forms(wanted: Sequence[str]) -> Iterator[tuple[str, list[str | bytes], bool]]:
    """Yield each way of writing with all names written so, and whether capitals may be lost in it."""
    for label, encode in ENCODERS.items():
        raw = [encode(name) for name in wanted]
        loses_capitals = "font" in label
        yield f"{label}, bytes", list(raw), loses_capitals
        if label not in {"utf-8", "utf-8-nfd"}:
            yield f"{label}, text", [as_text(one) for one in raw], loses_capitals
    yield "utf-8-as-cp1252, text", [as_text(name.encode()) for name in wanted], False
    yield "utf-8-nfd, text", [unicodedata.normalize("NFD", name) for name in wanted], False
    yield "utf-8, text", list(wanted), False


def show(wanted: Sequence[str], *, misses: bool) -> bool:
    """Print names right by way of writing and size of column; tell whether whole files are as asked."""
    sizes = (*SIZES, len(wanted))
    print(f"Of {len(wanted)} names: right, in columns that the intake calls sure, of these wrong")
    print(f"{'values in a column':34}" + "".join(f"{size:>20}" for size in sizes))
    reached = True
    for label, written, loses_capitals in written_forms(wanted):
        cells = []
        for size in sizes:
            texts, sure = read_back(written, size)
            right = [_same(text, name, loses_capitals) for text, name in zip(texts, wanted, strict=True)]
            misled = sum(is_sure and not ok for is_sure, ok in zip(sure, right, strict=True))
            cells.append(f"{sum(right):>8} {sum(sure):>5} {misled:>4}")
            if size == len(wanted):
                reached &= sum(right) >= ASKED * len(wanted)
            if misses and size in {1, len(wanted)}:
                lost = [
                    pair for pair, ok in zip(zip(wanted, texts, strict=True), right, strict=True) if not ok
                ]
                print(f"   {size} a column: {lost[:6]}")
        print(f"{label:34}" + "".join(f"{cell:>20}" for cell in cells))
    return reached


def _same(text: str | None, name: str, loses_capitals: bool) -> bool:  # noqa: FBT001
    return text == name or (loses_capitals and text is not None and text.casefold() == name.casefold())


def changed_texts() -> list[tuple[str, str | None]]:
    """Return the texts of other languages that do not come out as they went in, as text and as bytes."""
    wrong = []
    for texts in ([*OTHER_TEXTS], *([text] for text in OTHER_TEXTS)):
        for column in (pa.array(texts), pa.array([text.encode() for text in texts])):
            table = pa.table({"name": column})
            proposed = propose_encodings(table)
            decoded, _ = decode_text(table, {one.column: one.encoding for one in proposed})
            pairs = zip(texts, decoded["name"].to_pylist(), strict=True)
            wrong += [(text, found) for text, found in pairs if text != found]
    return wrong


def show_speed(rows: int = 200_000, columns: int = 5) -> None:
    """Print the seconds for a layer with few different values, and for one in which all differ."""
    wanted = names(2_000, 1)
    for label, spread in (("2,000 different values", False), ("all different", True)):
        raw = [
            ENCODERS["tcvn3"](wanted[row % len(wanted)] + (f" {row}" if spread else ""))
            for row in range(rows)
        ]
        table = pa.table({f"c{number}": pa.array(raw, pa.binary()) for number in range(columns)})
        start = time.perf_counter()
        proposed = propose_encodings(table)
        middle = time.perf_counter()
        decode_text(table, dict.fromkeys(table.column_names, Encoding.TCVN3))
        end = time.perf_counter()
        print(
            f"{rows:,} rows x {columns} columns, {label}: proposed {proposed[0].encoding} in "
            f"{middle - start:.2f} s, decoded in {end - middle:.2f} s"
        )


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--names", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--misses", action="store_true", help="show the first names that come out wrong")
    asked = parser.parse_args()
    reached = show(names(asked.names, asked.seed), misses=asked.misses)
    wrong = changed_texts()
    print(
        f"texts of other languages, codes, figures changed: {len(wrong)} of {len(OTHER_TEXTS)} {wrong or ''}"
    )
    show_speed()
    return 0 if reached and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
