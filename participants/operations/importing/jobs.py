"""Registers the background steps of a list."""

from agencies.operations.jobs import RunningJob, job_handler
from participants.operations.importing.batches import CHECK, COMMIT
from participants.operations.importing.checking import check_list
from participants.operations.importing.committing import commit_list


@job_handler(CHECK)
def check(run: RunningJob) -> None:
    """Check a list."""
    check_list(run)


@job_handler(COMMIT)
def commit(run: RunningJob) -> None:
    """Commit a list."""
    commit_list(run)
