"""Many captures imported side by side; what an interrupt cuts off leaves nothing half behind."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, resource_tracker
from time import monotonic

from workbench.config import Settings
from workbench.plugin_api import Progress
from workbench.services.gathering import Found, Manner
from workbench.services.import_apart import Outcome, begin, import_apart
from workbench.services.importing import Skipped

_MOST_AT_ONCE = 4
"""Each takes half a gigabyte; more at once only wait for the same disk."""
_STOP_S = 20.0
"""Long enough to take back what was begun, however slow the disk."""
_KILLED = "its import was killed, for want of memory perhaps"


def import_many(
    settings: Settings,
    captures: Sequence[Found],
    manner: Manner,
    progress: Progress,
    *,
    jobs: int | None = None,
) -> Iterator[Outcome]:
    """Import captures side by side, each in a process of its own; what became of each, in order.

    `jobs` are at work at once, one for each core and at most four where none are given. One
    capture that cannot be imported is skipped, and the others go on. Where `progress` raises,
    those under way are finished and no other is begun. A KeyboardInterrupt takes back those under
    way; it is raised again after all that came in were told.
    """
    batch = _Batch(settings, captures, manner, progress)
    cut_off: KeyboardInterrupt | None = None
    try:
        batch.run(jobs or min(_MOST_AT_ONCE, os.cpu_count() or 1))
    except KeyboardInterrupt as interrupt:
        cut_off = interrupt
    yield from (batch.outcomes[number] for number in sorted(batch.outcomes))
    if cut_off is not None:
        raise cut_off


class _Batch:
    """The captures of one import; `outcomes` has what became of them so far, by number."""

    def __init__(
        self, settings: Settings, captures: Sequence[Found], manner: Manner, progress: Progress
    ) -> None:
        self._settings = settings
        self._captures = captures
        self._manner = manner
        self._progress = progress
        self.outcomes: dict[int, Outcome] = {}

    def run(self, jobs: int) -> None:
        """Import all of them."""
        numbers = range(len(self._captures))
        self._tell_progress()
        self._side_by_side(numbers, min(jobs, len(numbers)))
        # A process that was killed takes its pool with it: what is left goes on one by one, so
        # that the capture that did it is known.
        for number in numbers:
            if number not in self.outcomes:
                self._side_by_side([number], 1)
            if number not in self.outcomes:
                found = str(self._captures[number])
                self.outcomes[number] = Skipped(found, _KILLED, is_failure=True)
                self._tell_progress()

    def _side_by_side(self, numbers: Sequence[int], jobs: int) -> None:
        """Import some; those whose pool broke, or that were cut off, have no outcome after."""
        # Other than a fork, a new process holds no lock and no connection of this one.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=begin) as pool:
            futures: dict[Future[Outcome | None], int] = {}
            try:
                with _interrupts_held():
                    for number in numbers:
                        found = self._captures[number]
                        task = pool.submit(import_apart, self._settings, found, self._manner)
                        futures[task] = number
                for future in as_completed(futures):
                    self._take(future, futures[future])
                    self._tell_progress()
            except BrokenProcessPool:
                return
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                _stop_processes()
                # A process may have ended a moment before what it gave has arrived here.
                arrived, _ = wait(futures, timeout=_STOP_S)
                for future, number in futures.items():
                    if future in arrived and not future.cancelled() and not future.exception():
                        self._take(future, number)
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _take(self, future: Future[Outcome | None], number: int) -> None:
        outcome = future.result()
        if outcome is not None:
            self.outcomes[number] = outcome

    def _tell_progress(self) -> None:
        self._progress("captures", len(self.outcomes), len(self._captures))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """An interrupt waits until the end, and processes begun meanwhile never get one.

    From a terminal it reaches them too, while they cannot speak for themselves yet.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Begun later, the tracker would let interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop_processes() -> None:
    """Have every process take back what it has begun, and end those that do not in time."""
    children = multiprocessing.active_children()
    for child in children:
        child.terminate()
    waiting, until = [child.sentinel for child in children], monotonic() + _STOP_S
    while waiting and monotonic() < until:
        ended = connection.wait(waiting, until - monotonic())
        waiting = [sentinel for sentinel in waiting if sentinel not in ended]
    for child in children:
        if child.sentinel in waiting:
            child.kill()
