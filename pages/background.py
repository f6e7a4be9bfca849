"""Slow work off the page: one worker in turn, its progress to look at, its answer kept by what it was made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from queue import SimpleQueue
from typing import Any, Final

MOST_KEPT: Final = 100
Say = Callable[[str, float], None]
Work = Callable[[Say], Any]


class Job:
    """One piece of work. words, share: what it is doing and how far it is, 0 to 1."""

    def __init__(self, work: Work) -> None:
        self.words, self.share = "Waiting for its turn", 0.0
        self._work = work
        self._done = threading.Event()
        self._answer: Any = None
        self._fault: Exception | None = None

    def soon(self, seconds: float) -> bool:
        """Whether it is done, waiting for at most so long."""
        return self._done.wait(seconds)

    def answer(self) -> Any:
        """What the work gave, or the exception that it raised; only once it is done."""
        if self._fault is not None:
            raise self._fault
        return self._answer

    def run(self) -> None:
        """Do the work; whatever it raises is kept for the page that asks."""
        try:
            self._answer = self._work(self._say)
        except Exception as fault:
            self._fault = fault
        self._done.set()

    def _say(self, words: str, share: float) -> None:
        self.words, self.share = words, share


_jobs: dict[Hashable, Job] = {}
_queue: SimpleQueue[Job] = SimpleQueue()
_lock = threading.Lock()
_worker: list[threading.Thread] = []


def start(key: Hashable, work: Work) -> Job:
    """The job of that key, begun now if nobody asked for it before; key: all that the answer depends on.

    The work runs in another thread: it must not touch the screen.
    """
    with _lock:
        if key in _jobs:
            return _jobs[key]
        if not _worker:
            # A daemon: a server that stops does not wait for an answer nobody will see.
            _worker.append(threading.Thread(target=_run, name="homeward-slow", daemon=True))
            _worker[0].start()
        job = _jobs[key] = Job(work)
        finished = [old for old, held in _jobs.items() if held.soon(0)]
        for old in finished[: max(0, len(_jobs) - MOST_KEPT)]:
            del _jobs[old]
        _queue.put(job)
        return job


def _run() -> None:
    while True:
        _queue.get().run()
