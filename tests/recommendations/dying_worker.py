"""`python dying_worker.py FILES N`: a worker that takes one job and is killed (SIGKILL, nothing is cleaned up) at the job's N-th sign
of life. FILES is where uploads lie. Run as a process of its own by test_killed_workers.py.
"""

import os
import signal
import sys

import django


def main(files: str, number: int) -> None:
    django.setup()
    from django.conf import settings

    from nmirf.jobs.operations import RowProgress, claim_job, run_job

    settings.MEDIA_ROOT = files
    at, seen = RowProgress.at, 0

    def dying(progress: RowProgress, done: int, total: int | None = None) -> None:
        nonlocal seen
        at(progress, done, total)
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    RowProgress.at = dying  # type: ignore[method-assign]
    job = claim_job()
    assert job, "no job waits"
    run_job(job)
    job.refresh_from_db()
    sys.exit(f"It lived to the end: {job.state} {job.error}, {seen} signs of life")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
