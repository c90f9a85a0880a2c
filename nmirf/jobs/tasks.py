from celery import shared_task

from nmirf.jobs.operations import claim_job, run_job


@shared_task
def pick_up_jobs() -> int:
    """Do every job that waits or was left by a dead worker. Safe to run twice, or in many workers at once."""
    count = 0
    while job := claim_job():
        run_job(job)
        count += 1
    return count
