"""
Does the overlap engine ever give a false clear? Random valid pairs against exact areas.

    python -m bench.random_pairs [COUNT] [--seed N] [--processes 2] [--invalid N] [--failures FILE]

Every pair goes through `find_overlaps`, its area is computed a second time in whole numbers
without any rounding (bench.exact), and both must agree. `--invalid` adds invalid shapes, repaired
by `validate`, against sampled points. Exit status 1 if anything is wrong; each wrong pair then
stands in FILE as WKB, ready to become a test.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from pathlib import Path

from bench.invalid import judge_invalid
from bench.judge import Tally, Verdict, judge_pairs
from bench.pairs import draw_pairs

CHUNK = 1_000
CHUNKS_PER_WORKER = 50
"""A process is replaced after so many chunks, so that its memory stays bounded."""


def run(task: tuple[bool, int, int, int]) -> Tally:
    """Draw and judge one chunk: (invalid shapes, seed, number of the chunk, its size)."""
    invalid, seed, chunk, size = task
    return judge_invalid(size, seed, chunk) if invalid else judge_pairs(draw_pairs(size, seed, chunk))


def report(tally: Tally) -> None:
    """Print one line a kind, then the sums."""
    verdicts = [*Verdict, "discarded"]
    kinds = sorted({kind for kind, _ in tally.count})
    heads = "".join(f"{verdict:>13}" for verdict in verdicts)
    print(f"{'kind':26}{heads}  worst error  largest missed")
    for kind in kinds:
        row = "".join(f"{tally.count[kind, verdict]:13}" for verdict in verdicts)
        missed = tally.largest_missed_m2.get(kind, 0.0)
        print(f"{kind:26}{row}  {tally.worst_m.get(kind, 0.0):9.1e} m  {missed:11.1e} m2")
    sums = {verdict: sum(tally.count[kind, verdict] for kind in kinds) for verdict in verdicts}
    judged = sum(sums[verdict] for verdict in Verdict)
    print(f"{'sum':26}" + "".join(f"{sums[verdict]:13}" for verdict in verdicts))
    wrong = sum(sums[verdict] for verdict in Verdict if verdict.is_wrong)
    share = sums[Verdict.NOT_CHECKED] / max(judged, 1)
    print(f"{judged} pairs, {wrong} wrong, {share:.2%} not checked")
    print('"worst error": area error divided by the length of both outlines, pairs that were checked')


def write(tally: Tally, path: Path) -> None:
    """Add the wrong pairs to a file at once, so that a run that is stopped leaves them behind."""
    names = ("kind", "verdict", "exact_m2", "told_m2", "site", "zone")
    for failure in tally.failures:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(dict(zip(names, failure, strict=True))) + "\n")


def main() -> int:
    """Run all chunks; return 1 if any pair is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--invalid", type=int, default=0, help="how many invalid shapes to try as well")
    parser.add_argument(
        "--failures", type=Path, default=Path("failing_pairs.jsonl"), help="where wrong pairs go; replaced"
    )
    options = parser.parse_args()
    tasks = [
        (invalid, options.seed, start // CHUNK, min(CHUNK, count - start))
        for invalid, count in ((False, options.count), (True, options.invalid))
        for start in range(0, count, CHUNK)
    ]
    options.failures.unlink(missing_ok=True)
    tally, begun = Tally(), time.monotonic()
    context = multiprocessing.get_context("spawn")
    with context.Pool(options.processes, maxtasksperchild=CHUNKS_PER_WORKER) as pool:
        for done, part in enumerate(pool.imap_unordered(run, tasks), start=1):
            tally.add(part)
            write(part, options.failures)
            spent = time.monotonic() - begun
            text = f"\r{done}/{len(tasks)} chunks, {spent:.0f} s, {len(tally.failures)} wrong"
            print(text, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    report(tally)
    if tally.failures:
        print(f"wrong pairs are in {options.failures}")
    return int(bool(tally.failures))


if __name__ == "__main__":
    sys.exit(main())
