"""
Kill officers, and the database server, while they decide; count what was acknowledged and is lost.

    python -m bench.kill --kills 50
    python -m bench.kill --kills 50 --database postgresql
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
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bench.officers import fill, go_to, place, some_step, where
from layers.province import default_province_folder
from office.audit_verify import verify
from office.cases.reading import read_case
from office.cases.steps import take_step
from office.database.desk import Desk, open_desk
from office.database.faults import UNKNOWN
from office.database.schema import audit, case_events, cases
from office.errors import CaseError, DeskError

if TYPE_CHECKING:
    from bench.server import Server
    from office.cases.model import Step
    from office.people import Person

LONGEST_S = 2.0
"""Between two kills."""
SERVER_EVERY = 5
"""So many officers are killed for one crash of the server."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What came of it."""

    officers_killed: int
    server_crashes: int
    acknowledged: int
    lost: int
    twice: int
    without_audit: int
    audit_without_decision: int
    unanswered: int
    """Commits whose connection was lost: nobody knew whether they were kept."""
    unanswered_kept: int
    """Of those, found kept when the same form was sent again."""
    verified: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled or torn apart."""
        wrong = self.lost + self.twice + self.without_audit + self.audit_without_decision
        return self.verified and not wrong and self.acknowledged > 0


def decide(place_of: dict[str, str], folder: Path, person: Person, seed: int, log: Path) -> None:
    """Decide without end; write a line for everything that was acknowledged, before anything else is done."""
    go_to(place_of)
    chance = random.Random(seed)  # noqa: S311 - to be the same again
    with log.open("ab", buffering=0) as told:
        desk = patient(folder)
        with desk.reading() as connection:
            ids = connection.execute(sa.select(cases.c.id)).scalars().all()
        while True:
            with suppress(DeskError):
                step = some_step(person, read_case(desk, person, chance.choice(ids)).case, chance)
                told.write(f"{settle(desk, person, step, told.write)} {step.key}\n".encode())


def patient(folder: Path) -> Desk:
    """Open the desk as soon as its server answers."""
    while True:
        try:
            return open_desk(folder)
        except DeskError:
            time.sleep(0.05)


def settle(desk: Desk, person: Person, step: Step, tell: object) -> str:
    """Send the same form until there is an answer."""
    unknown = False
    while True:
        try:
            if unknown and was_kept(desk, step.key):
                tell(f"found {step.key}\n".encode())  # type: ignore[operator]
            unknown = False
            take_step(desk, person, step)
        except CaseError:
            return "refused"
        except DeskError as error:
            if error.en == UNKNOWN.en:
                tell(f"unanswered {step.key}\n".encode())  # type: ignore[operator]
                unknown = True
            time.sleep(0.05)
        else:
            return "kept"


def was_kept(desk: Desk, key: str) -> bool:
    """Tell whether a decision is in the desk."""
    with desk.reading() as connection:
        asked = sa.select(case_events.c.id).where(case_events.c.idempotency_key == key)
        return connection.execute(asked).first() is not None


class Trial:
    """
    Officers at work, and somebody who kills them.

    Parameters
    ----------
    folder
        Folder of the province; its desk is filled.
    people
        Who decides, each in a process of their own.
    logs
        Folder for what they say was kept.
    """

    def __init__(self, folder: Path, people: tuple[Person, ...], logs: Path, seed: int) -> None:
        self.folder = folder
        self.people = people
        self.chance = random.Random(seed)  # noqa: S311 - to be the same again
        self.log = logs / "acknowledged.txt"
        self.log.touch()
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["bench.officers"])

    def start(self, person: Person) -> multiprocessing.process.BaseProcess:
        """Let an officer begin to decide."""
        arguments = (where(), self.folder, person, self.chance.getrandbits(32), self.log)
        process = self.context.Process(target=decide, args=arguments, daemon=True)
        process.start()
        return process

    def run(self, kills: int, server: Server | None) -> Counts:
        """Kill so many officers, each at a random moment, and look at what is there afterwards."""
        officers = [self.start(person) for person in self.people]
        crashes = 0
        for number in range(kills):
            self.wait_for_work()
            time.sleep(self.chance.uniform(0, LONGEST_S))
            index = self.chance.randrange(len(officers))
            officers[index].kill()
            officers[index].join()
            officers[index] = self.start(self.people[index])
            if server is not None and number % SERVER_EVERY == SERVER_EVERY - 1:
                server.stop(at_once=True)
                server.start()
                crashes += 1
        self.wait_for_work()
        for officer in officers:
            officer.kill()
            officer.join()
        return self.count(kills + len(officers), crashes)

    def wait_for_work(self) -> None:
        """Wait until something more was acknowledged."""
        size, end = self.log.stat().st_size, time.monotonic() + 60
        while self.log.stat().st_size == size and time.monotonic() < end:
            time.sleep(0.005)

    def count(self, killed: int, crashes: int) -> Counts:
        """Compare what was acknowledged with what is in the desk."""
        lines = [line.split() for line in self.log.read_text().splitlines() if line.count(" ") == 1]
        said = {kind: {key for how, key in lines if how == kind} for kind in ("kept", "unanswered", "found")}
        with closing(open_desk(self.folder)) as desk:
            with desk.reading() as connection:
                kept = Counter(connection.execute(sa.select(case_events.c.idempotency_key)).scalars())
                events = set(map(str, connection.execute(sa.select(case_events.c.id)).scalars()))
                told = connection.execute(
                    sa.select(audit.c.object_id).where(audit.c.object_kind == "case_events")
                )
                audited = set(told.scalars())
            verified = verify(desk).ok
        return Counts(
            officers_killed=killed,
            server_crashes=crashes,
            acknowledged=len(said["kept"]),
            lost=len(said["kept"] - set(kept)),
            twice=sum(count > 1 for key, count in kept.items() if key),
            without_audit=len(events - audited),
            audit_without_decision=len(audited - events),
            unanswered=len(said["unanswered"]),
            unanswered_kept=len(said["found"]),
            verified=verified,
        )


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=26)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ranh-") as scratch:
        logs, folder = Path(scratch), default_province_folder()
        with place(logs, options.database) as server:
            started = time.monotonic()
            counts = Trial(folder, fill(folder), logs, options.seed).run(options.kills, server)
    for name, count in asdict(counts).items():
        print(f"{name:>24}: {count}")
    print(f"{'seconds':>24}: {time.monotonic() - started:.0f} on {os.cpu_count()} cores, {options.database}")
    return int(not counts.is_good)


if __name__ == "__main__":
    sys.exit(main())
