"""How long a job may take: a worker that hangs without dying beats for ever, and nobody else takes its job.

Celery's own time limits are those of a task, and one task does whatever jobs wait, of any kind. So the watch is here: at the limit
the job's own code is interrupted, which takes back what it did; what can't be interrupted (a hang inside a C library) is
ended with its process some seconds later, and the worker's pool or whoever supervises it starts another.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from types import FrameType

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class JobTookTooLong(Exception):
    """The limit of its kind is reached; its transaction is rolled back."""


def limit_of(kind: str) -> int:
    """Seconds."""
    limits: dict[str, int] = settings.JOB_SECONDS_OF_KIND
    return limits.get(kind, settings.JOB_SECONDS)


@contextmanager
def limited(seconds: float, *, grace: float, give_up: Callable[[], None]) -> Iterator[None]:
    """Raise JobTookTooLong inside once `seconds` have passed; `grace` seconds later, if still inside, `give_up()` and end this process.

    Outside the main thread, where nothing can be interrupted, only the latter.
    """
    lock, inside = threading.Lock(), True
    watches = []

    def interrupt(number: int, frame: FrameType | None) -> None:
        if inside:
            raise JobTookTooLong

    def end() -> None:
        with lock:
            if inside:
                give_up()
                os.kill(os.getpid(), signal.SIGKILL)

    is_main = threading.current_thread() is threading.main_thread()
    if is_main:
        former = signal.signal(signal.SIGUSR2, interrupt)
        watches.append(Timer(seconds, os.kill, (os.getpid(), signal.SIGUSR2)))
    watches.append(Timer(seconds + grace, end))
    for watch in watches:
        watch.daemon = True
        watch.start()
    try:
        yield
    finally:
        inside = False
        with lock:  # an end that has begun is not raced
            for watch in watches:
                watch.cancel()
        for watch in watches:
            watch.join()  # so that its signal finds our handler, not the system's, which ends the process
        if is_main:
            signal.signal(signal.SIGUSR2, former)


def too_long_in_words(seconds: float, number: object) -> str:
    minutes = max(1, round(seconds / 60))
    words = ngettext(
        "The work was stopped because it had not ended after %(minutes)d minute. Nothing was changed.",
        "The work was stopped because it had not ended after %(minutes)d minutes. Nothing was changed.",
        minutes,
    )
    more = _("You can start it again. If it happens twice, tell your administrator this number: %(id)s.")
    return " ".join([words % {"minutes": minutes}, more % {"id": number}])
