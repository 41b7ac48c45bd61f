"""
Tasks sent to the workers of a scheduler, few at a time, and each one's result or error.

Every task is asked for what it gave, one by one. (Dask's own ways to collect many results at
once can skip those that failed, in silence; they are not used.)
"""

from __future__ import annotations

import time
from concurrent.futures import CancelledError
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import shapely
from distributed import as_completed
from distributed.scheduler import KilledWorker

from geo.errors import RanhError
from layers.cluster_task import (
    PartOverlaps,
    PartTask,
    UnlikeError,
    each,
    overlap_part,
    programs,
    require_same,
)
from layers.errors import ClusterError
from layers.scheduler import require_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from distributed import Client, Future

    from geo.types import GeometryArray, IntArray
    from layers.cluster_task import Programs
    from layers.partitions import Partition

TASKS_PER_THREAD = 2
"""Tasks under way at a time: one that runs, one that waits, so that results never pile up."""

JOURNEYS_PER_THREAD = 16
MOST_VISITS = 8
"""Visits in one journey at most: what bounds a worker's memory, and what is lost when it ends."""

RETRIES = 2
"""Times that a task that failed is tried again, alone."""

NO_WORKER_S = 60.0
"""How long all workers may be gone, or a result be on its way, before it is given up."""

POLL_S = 0.01


class NoWorkerError(ClusterError):
    """All workers are gone: trying again would be another long wait for nothing."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A partition and the sites that its zones may overlap."""

    part: Partition
    site: IntArray
    """Positions of the sites."""


Job = tuple[Visit, ...]
"""Visits that one worker makes, one after the other, before it answers."""

Answer = tuple[PartOverlaps, ...]
"""Of each visit of a job."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """One question on its way."""

    client: Client
    sites: GeometryArray
    folder: Path
    """Absolute: the workers have working folders of their own."""
    restricted: bool

    def require_fit(self) -> None:
        """
        Refuse workers that cannot give the last bits that this machine would give.

        Asked before any task is sent: a worker without this program does not answer a task with
        an error, it ends.

        Raises
        ------
        ClusterError
            If a worker has not this program or computes with others, restricted land would
            travel in the clear, or the scheduler is gone.
        """

        def ask() -> Programs:  # nested, so that it travels as code and needs nothing on the other side
            from importlib import import_module  # noqa: PLC0415

            found: Programs = import_module("layers.cluster_task").programs()
            return found

        self._width()
        for address, answer in self.client.run(ask, on_error="return").items():
            if isinstance(answer, OSError):
                continue  # it ended just now; whoever comes instead is asked with its first task
            if isinstance(answer, BaseException):
                raise ClusterError(
                    f"The worker {address} cannot run Ranh ({answer}): install the same version of it there.",
                    f"Máy tính toán {address} không chạy được Ranh ({answer}):"
                    " hãy cài cùng phiên bản trên máy đó.",
                ) from answer
            require_same(answer, programs(), address)

    def window(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Answer | BaseException]]:
        """
        Give every job's answer or error as they come.

        Raises
        ------
        ClusterError
            If nothing that any worker gives could be used: see `_result`.
        """
        waiting = iter(jobs)
        under_way: dict[Future[Answer], Job] = {}
        done = as_completed(loop=self.client.loop)
        while True:
            for job in islice(waiting, max(0, self._width() - len(under_way))):
                tasks = tuple(self._task(visit) for visit in job)
                future = self.client.submit(each, overlap_part, tasks, pure=False)
                under_way[future] = job
                done.add(future)
            if not under_way:
                return
            if not self._wait(done):
                yield from ((job, _nobody()) for job in [*under_way.values(), *waiting])
                return
            future = next(done)
            job = under_way.pop(future)
            yield job, _result(future, job)

    def alone(self, visit: Visit) -> PartOverlaps | BaseException:
        """
        Try a visit again while nothing else runs.

        When a worker dies, Dask suspects all tasks that it held. Alone, only a task that is
        itself at fault fails.
        """
        error: BaseException = _nobody()
        for _ in range(RETRIES):
            ((_, result),) = self.window([(visit,)])
            if not isinstance(result, BaseException):
                return result[0]
            error = result
        return error

    def jobs(self, visits: Sequence[Visit]) -> list[Job]:
        """Put visits together to journeys, as many as keep all workers busy to the end."""
        threads = max(1, sum(self._threads().values()))
        size = min(MOST_VISITS, max(1, len(visits) // (JOURNEYS_PER_THREAD * threads)))
        return [tuple(visits[start : start + size]) for start in range(0, len(visits), size)]

    def _task(self, visit: Visit) -> PartTask:
        return PartTask(
            folder=str(self.folder),
            part=visit.part,
            site=visit.site,
            site_wkb=tuple(shapely.to_wkb(self.sites[visit.site]).tolist()),
            programs=programs(),
        )

    def _width(self) -> int:
        """Count the tasks that may be under way; workers come and go."""
        threads = self._threads()
        if self.restricted:
            require_private([self.client.scheduler.address, *threads])
        return TASKS_PER_THREAD * max(1, sum(threads.values()))

    def _threads(self) -> dict[str, int]:
        """Return every worker's address with its number of threads."""
        if self.client.scheduler is None:
            raise _lost()
        try:
            return dict(self.client.nthreads())
        except (OSError, CancelledError) as error:
            raise _lost() from error

    def _wait(self, done: as_completed) -> bool:
        """Wait for a task to end; tell False if all workers have been gone for too long."""
        seen = asked = time.monotonic()
        while not done.has_ready():
            time.sleep(POLL_S)
            now = time.monotonic()
            if now - asked > 1:
                asked = now
                seen = now if self._threads() else seen
                if now - seen > NO_WORKER_S:
                    return False
        return True


def _result(future: Future[Answer], job: Job) -> Answer | BaseException:
    """
    Return what a task gave, or why it gave nothing.

    Raises
    ------
    ClusterError
        If the scheduler is gone, or a worker that came later has other programs than this
        machine: then other tasks would fail as well.
    """
    error: BaseException | None
    try:
        # Without a limit both would wait for ever when the last worker went with the result.
        error = future.exception(timeout=NO_WORKER_S)
        if error is None:
            given: Answer = future.result(timeout=NO_WORKER_S)
            if len(given) == len(job) and all(isinstance(part, PartOverlaps) for part in given):
                return given
            error = TypeError("the worker gave no overlaps")
    except TimeoutError:
        error = ClusterError(
            "The result was lost with its worker, and did not come again.",
            "Kết quả đã mất cùng tiến trình tính toán và không có lại được.",
        )
    except (RanhError, KilledWorker, OSError) as late:
        error = late  # it was lost with its worker, and failed when it was computed again
    except CancelledError as cancelled:
        raise _lost() from cancelled
    if isinstance(error, UnlikeError):
        raise error
    return error


def _lost() -> ClusterError:
    return ClusterError(
        "The connection to the scheduler was lost, so nothing was written: start it again and repeat.",
        "Mất kết nối với bộ điều phối nên chưa ghi kết quả nào: hãy khởi động lại rồi chạy lại lệnh.",
    )


def _nobody() -> NoWorkerError:
    return NoWorkerError(
        "All workers are gone, and none came back.",
        "Các tiến trình tính toán đã dừng hết và không khởi động lại.",
    )
