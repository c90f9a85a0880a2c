"""A worker that is killed in the middle: `python dying_worker.py KIND N` does the waiting jobs and dies (SIGKILL, so nothing
is cleaned up) at the N-th sign of life of a job of that kind. Run as a process of its own by test_killed_workers.py.
"""

import os
import signal
import sys

import django


def main(kind: str, number: int) -> None:
    django.setup()
    from nmirf.jobs.operations import RowProgress, claim_job, run_job

    at, seen = RowProgress.at, 0

    def dying(progress: RowProgress, done: int, total: int | None = None) -> None:
        nonlocal seen
        at(progress, done, total)
        seen += progress.job.kind == kind
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    RowProgress.at = dying  # type: ignore[method-assign]
    while job := claim_job():
        run_job(job)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
