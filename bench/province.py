"""
The made-up province through every engine in one run: do pairs and area agree, and how long does each take.

    python -m bench.province [--parcels N] [--blocks N] [--sites N] [--roads N] [--seed N]
                             [--engines NAME ...] [--runs N] [--postgis "host=... dbname=..."]

Each engine gets a new process for each run, one after the other in turn (A B C A B C); a small
province goes first, unmeasured, so that nothing is compiled or loaded within a figure. Seconds
are medians, with the least and the most. Exit status 1 if two engines disagree or one fails.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.answers import AREA_AGREES, AbsentError, Answer, differences
from bench.clock import Clock, machine, peak_mb, run_alone, table
from bench.handover import write_trial
from bench.peers import ENGINES
from bench.postgis import POSTGIS
from bench.trial import make_trial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OWN = "ranh"
PACKAGES = ("geopandas", "duckdb", "duckdb-extension-spatial", "sedonadb", "psycopg", "numba")
HEADING = (
    "engine",
    "seconds",
    "least to most",
    "times the fastest peer",
    "processor s",
    "load s",
    "index s",
    "pairs",
    "area ha",
    "peak MB",
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One engine's answer with the seconds of its laps ("load", "index", "run") and its memory."""

    answer: Answer
    wall_s: Mapping[str, float]
    cpu_s: Mapping[str, float]
    """Empty for a server, whose work is not ours to see."""
    peak_mb: float | None


def measure(key: str, folder: Path, warm: Path) -> Measured:
    """Ask one engine, after a small province that counts for nothing; meant for a process of its own."""
    engine = ENGINES[key]
    clock = Clock()
    try:
        engine.ask(warm, Clock())
        answer = engine.ask(folder, clock)
    except ImportError as error:
        raise AbsentError(f"not installed ({error.name})") from None
    if not engine.in_process:
        return Measured(answer=answer, wall_s=clock.wall_s, cpu_s={}, peak_mb=None)
    return Measured(answer=answer, wall_s=clock.wall_s, cpu_s=clock.cpu_s, peak_mb=peak_mb())


def measure_all(keys: Sequence[str], folder: Path, warm: Path, runs: int) -> dict[str, list[Measured] | str]:
    """Return for each engine its runs, or the sentence why there is none; engines take turns."""
    done: dict[str, list[Measured] | str] = {key: [] for key in keys}
    for _ in range(runs):
        for key, measured in done.items():
            if isinstance(measured, str):
                continue
            try:
                measured.append(run_alone(measure, key, folder, warm))
            except AbsentError as error:
                done[key] = str(error)
            except BrokenProcessPool:
                done[key] = "FAILED: the process ended"
            except Exception as error:  # noqa: BLE001 - whatever a peer raises becomes its row
                done[key] = f"FAILED: {type(error).__name__}: {error}".partition("\n")[0]
    return done


def rows(done: Mapping[str, list[Measured] | str]) -> list[list[str]]:
    """Return the table: one row an engine, two for ours; an engine without answer keeps its row."""
    answered = {key: runs for key, runs in done.items() if not isinstance(runs, str)}
    peers = [statistics.median(r.wall_s["run"] for r in runs) for key, runs in answered.items() if key != OWN]
    fastest_s = min(peers, default=None)
    lines = []
    for key, runs in done.items():
        if isinstance(runs, str):
            lines.append([f"{ENGINES[key].name}: {runs}", *["-"] * (len(HEADING) - 1)])
        elif key == OWN:
            lines.append(_row("ranh, index loaded", runs, ("run",), fastest_s))
            lines.append(_row("ranh, index built in the run", runs, ("index", "run"), fastest_s))
        else:
            name = f"{ENGINES[key].name} {runs[0].answer.version}".strip()
            lines.append(_row(name, runs, ("run",), fastest_s))
    return lines


def _row(name: str, runs: list[Measured], laps: tuple[str, ...], fastest_s: float | None) -> list[str]:
    seconds = [sum(run.wall_s[lap] for lap in laps) for run in runs]
    middle = statistics.median(seconds)
    cpu_s = [sum(run.cpu_s[lap] for lap in laps) for run in runs if run.cpu_s]
    index = [run.wall_s["index"] for run in runs if "index" in run.wall_s and "index" not in laps]
    peaks = [run.peak_mb for run in runs if run.peak_mb is not None]
    return [
        name,
        f"{middle:.2f}",
        f"{min(seconds):.2f} to {max(seconds):.2f}",
        "-" if fastest_s is None else f"{fastest_s / middle:.2f}",
        f"{statistics.median(cpu_s):.2f}" if cpu_s else "server",
        f"{statistics.median(run.wall_s['load'] for run in runs):.2f}",
        f"{statistics.median(index):.2f}" if index else "in the run",
        f"{len(runs[0].answer.site):,}",
        f"{runs[0].answer.area_m2.sum() / 1e4:,.2f}",
        f"{max(peaks):,.0f}" if peaks else "-",
    ]


def guard_line(runs: list[Measured]) -> str:
    """Return what the guard against false clears costs; it is known once the engine times a lap "guard"."""
    shares = [run.wall_s["guard"] / run.wall_s["run"] for run in runs if "guard" in run.wall_s]
    share = f"{statistics.median(shares):.0%} of its run" if shares else "not measured separately"
    return f"ranh: {runs[0].answer.unresolved} pairs not checked; guard against false clears: {share}"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if two engines disagree or one fails."""
    options = _options(argv)
    if options.postgis:
        os.environ[POSTGIS] = options.postgis
    trial = make_trial(options.parcels, options.blocks, options.sites, options.roads, options.seed)
    print(f"{len(trial.zones):,} zones, {len(trial.sites):,} sites, seed {options.seed}, {options.runs} runs")
    print(machine(PACKAGES), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        places = Path(folder), Path(folder) / "warm"
        places[1].mkdir()
        write_trial(trial, places[0])
        write_trial(make_trial(100, 1, 5, 1), places[1])
        del trial  # nothing of it is needed here, and memory is part of the figures
        done = measure_all(options.engines, *places, options.runs)
    print(table(HEADING, rows(done)))
    answered = {key: runs for key, runs in done.items() if not isinstance(runs, str)}
    if OWN in answered:
        print(guard_line(answered[OWN]))
    return _verdict(done)


def _verdict(done: Mapping[str, list[Measured] | str]) -> int:
    answers = {ENGINES[key].name: runs[0].answer for key, runs in done.items() if not isinstance(runs, str)}
    failed = any(isinstance(runs, str) and runs.startswith("FAILED") for runs in done.values())
    if len(answers) < 2:
        print("nothing to compare: fewer than two engines answered")
        return 1
    said = differences(answers)
    for sentence in said:
        print(f"DIFFERENT: {sentence}")
    if not said:
        print(f"the same pairs and areas from {len(answers)} engines (total to {AREA_AGREES:g})")
    return int(bool(said) or failed)


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.province",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--parcels", type=int, default=202_500)
    parser.add_argument("--blocks", type=int, default=36, help="forest blocks of 24,000 vertices")
    parser.add_argument("--sites", type=int, default=5_000, help="round footprints of about 200 m radius")
    parser.add_argument("--roads", type=int, default=50, help="roads of 24 km as areas 2 km wide")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES), metavar="NAME")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgis", help=f"connection string; else the environment's {POSTGIS}")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
