"""Doing a job of the ledger: claim it, keep it alive, do the work, and say what became of it."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from reports.aggregation import check_cluster, gather, score_cluster
from reports.clock import ledger_now
from reports.errors import WorkRefusedError
from reports.jobs import ON_FAILURE, Claim, ClaimLostError, claim, fail, kept_alive, release
from reports.models import JobKind
from reports.scores import score_study_again

logger = logging.getLogger(__name__)

WORK: dict[str, Callable[[Claim], None]] = {
    JobKind.RUN_CLUSTER: score_cluster,
    JobKind.RUN_GATHER: gather,
    JobKind.RUN_CHECKS: check_cluster,
    JobKind.SCORES: score_study_again,
}
"""What each kind of job does. The work ends with `reports.jobs.finish` in the transaction that stores its results."""


def take_on(kind: str, *, work: Callable[[Claim], None], on_failure: Callable[[dict[str, Any], str], None]) -> None:
    """Learn to do a kind of job for a room above, which calls this when the application starts.

    `on_failure` is given the arguments of a job that failed and the reason, inside the transaction that says so.
    """
    WORK[kind] = work
    ON_FAILURE[kind] = on_failure


STORED_IN = "en"
"""The language of sentences that are stored with results: the same inputs give the same run, whoever reads Spanish."""


@translation.override(STORED_IN)
def perform(job_id: UUID, *, worker: str) -> bool:
    """Do the job if it is to be had; returns whether it was done. Needs no broker: a shell can call it."""
    held = claim(job_id=job_id, worker=worker, now=ledger_now())
    if held is None:
        return False
    try:
        with kept_alive(held):
            WORK[held.kind](held)
    except ClaimLostError as loss:
        logger.warning("%s Nothing of this attempt was stored.", loss)
        return False
    except OperationalError as problem:
        logger.warning("Job %s could not reach the database and waits for another attempt: %s", job_id, problem)
        release(claim=held, reason=_reason(problem), now=ledger_now())
        return False
    except WorkRefusedError as refusal:
        logger.warning("Job %s was refused: %s", job_id, refusal)
        fail(claim=held, reason=str(refusal), now=ledger_now())
        return False
    except Exception as problem:
        logger.exception("Job %s failed.", job_id)
        fail(claim=held, reason=_reason(problem), now=ledger_now())
        return False
    return True


def _reason(problem: Exception) -> str:
    return _(
        "%(kind)s: %(problem)s The worker's log holds the details; start the work again once the cause is gone."
    ) % {
        "kind": type(problem).__name__,
        "problem": problem,
    }
