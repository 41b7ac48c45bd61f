"""
Two officers decide on the same case at the same moment, a thousand times: one is told, none overwritten.

    python -m bench.races --races 1000
    python -m bench.races --races 1000 --database postgresql
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.officers import fill, go_to, place, some_step, where
from layers.province import default_province_folder
from office.audit_verify import verify
from office.cases.reading import read_case
from office.cases.steps import take_step
from office.database.desk import open_desk
from office.database.schema import case_events, cases
from office.errors import CaseError, StaleError

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

    from office.people import Person

LONGEST_S = 120


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What came of the races."""

    races: int
    one_kept_other_told: int
    """The second officer was told who did what."""
    overwritten: int
    """Both were told that theirs was kept."""
    neither: int
    versions_twice: int
    """Versions of a case that two decisions claim to have made."""
    verified: bool

    @property
    def is_good(self) -> bool:
        """Whether every race had one winner, and the other one knew."""
        wrong = self.overwritten + self.neither + self.versions_twice
        return self.verified and not wrong and self.one_kept_other_told == self.races


def race(
    place_of: dict[str, str], folder: Path, person: Person, races: int, start: Barrier, log: Path
) -> None:
    """Run against the other officer; both take the same case, whatever each wants to do with it."""
    go_to(place_of)
    same, own = random.Random(1), random.Random(person.id)  # noqa: S311 - to be the same again
    with closing(open_desk(folder)) as desk, log.open("w") as told:
        with desk.reading() as connection:
            ids = connection.execute(sa.select(cases.c.id).order_by(cases.c.id)).scalars().all()
        for number in range(races):
            case_id = same.choice(ids)
            start.wait(LONGEST_S)  # the race before is over
            step = some_step(person, read_case(desk, person, case_id).case, own)
            start.wait(LONGEST_S)  # both have seen the same
            try:
                take_step(desk, person, step)
                outcome = "kept"
            except StaleError:
                outcome = "told"
            except CaseError:
                outcome = "refused"
            told.write(f"{number} {outcome}\n")


def run(folder: Path, people: tuple[Person, ...], races: int, logs_folder: Path) -> Counts:
    """Let the first two people race, and look at what is there afterwards."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.officers"])
    start = context.Barrier(2)
    logs = [logs_folder / f"race-{person.id}.txt" for person in people[:2]]
    processes = [
        context.Process(target=race, args=(where(), folder, person, races, start, log), daemon=True)
        for person, log in zip(people, logs, strict=False)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    outcomes = Counter(
        tuple(sorted((one.split()[1], other.split()[1])))
        for one, other in zip(*(log.read_text().splitlines() for log in logs), strict=True)
    )
    with closing(open_desk(folder)) as desk:
        with desk.reading() as connection:
            rows = connection.execute(sa.select(case_events.c.case_id, case_events.c.facts)).all()
        verified = verify(desk).ok
    versions = Counter((row.case_id, row.facts["version"]) for row in rows if "version" in row.facts)
    return Counts(
        races=races,
        one_kept_other_told=outcomes["kept", "told"],
        overwritten=outcomes["kept", "kept"],
        neither=sum(count for pair, count in outcomes.items() if "kept" not in pair),
        versions_twice=sum(count > 1 for count in versions.values()),
        verified=verified,
    )


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--races", type=int, default=1000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ranh-") as scratch:
        logs, folder = Path(scratch), default_province_folder()
        with place(logs, options.database):
            people = fill(folder)
            started = time.monotonic()
            counts = run(folder, people, options.races, logs)
    for name, count in asdict(counts).items():
        print(f"{name:>20}: {count}")
    print(f"{'seconds':>20}: {time.monotonic() - started:.0f} on {os.cpu_count()} cores, {options.database}")
    return int(not counts.is_good)


if __name__ == "__main__":
    sys.exit(main())
