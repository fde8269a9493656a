"""Work of several people left half done in the demo study: review, double scoring, assessed levels, people, the bin."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from clusters.contacts import record_contact
from clusters.invitations import invite, token_of
from clusters.models import Cluster, Firm, Role
from clusters.people import add_member
from clusters.registry import add_firm
from reports.overrides import assess_level
from surveys.answering import record_revision
from surveys.binning import bin_firm
from surveys.commenting import write_comment
from surveys.double_scoring import assign_scorer, draw_firms
from surveys.flags import open_flags_of
from surveys.interviewing import begin_interview
from surveys.models import DoubleScoring, Interview
from surveys.reviewing import return_interview, submit_interview
from surveys.seen_flags import find_flag_right

FIGURES = {"EMP_TOTAL_REF": 10, "EMP_SKILLED_REF": 12, "FOREIGN_EQUITY": 80, "NATIONAL_EQUITY": 70}
SAID = ("state", "value", "note", "evidence")
SETTLED_LATER = ("HR1_OJT", "HR1_INH", "EMP_TOTAL_REF")


def resubmitted_interview(*, cluster: Cluster, consultant: User, reviewer: User, now: datetime) -> Interview:
    """One that came back from its consultant: a comment answered, another not, an answer changed, a figure judged."""
    firm = add_firm(cluster=cluster, code="X3", name="A firm whose interview was returned")
    interview = begin_interview(firm=firm, author=consultant, now=now)
    told: dict[str, Any] = {"interview": interview, "now": now}
    figures = {code: {"state": "answered", "value": figure} for code, figure in FIGURES.items()}
    yes = {
        "state": "answered",
        "value": True,
        "note": "Seen on the line.",
        "evidence": {"kind": "document", "text": "Plan of courses"},
    }
    first = record_revision(changes={**figures, "HR1_OJT": yes, "HR1_INH": yes}, author=consultant, **told)
    submit_interview(by=consultant, **told)
    for item, text in {"HR1_OJT": "Who is trained, and by whom?", "HR1_INH": "Is this for all of them?"}.items():
        write_comment(item=item, by=reviewer, as_reviewer=True, text=text, **told)
    return_interview(by=reviewer, note="Two answers need more words.", **told)
    no = {**yes, "value": False, "seen": str(first.pk)}
    record_revision(changes={"HR1_OJT": no}, author=consultant, **told)
    write_comment(item="HR1_OJT", by=consultant, as_reviewer=False, text="Nobody. I had misread it.", **told)
    submit_interview(by=consultant, **told)
    flag = open_flags_of(interview)[0]
    find_flag_right(key=flag.key, by=reviewer, reason="The firm counts those who left.", **told)
    return interview


def scored_twice(*, cluster: Cluster, scorer: User, now: datetime) -> DoubleScoring:
    """A draw; one firm scored by both with differences, one whose second scorer has not begun, others without one."""
    draw = draw_firms(cluster=cluster, share_pct=10, seed="2006", by=None, now=now)
    both, waiting = Firm.objects.filter(cluster=cluster, code__in=draw.drawn, interviews__isnull=False)[:2]
    pair = assign_scorer(firm=both, scorer=scorer, by=None, now=now)
    assign_scorer(firm=waiting, scorer=scorer, by=None, now=now)
    answers = {
        code: {name: entry[name] for name in SAID if entry.get(name) not in (None, "")}
        for code, entry in pair.first.answers.items()
    }
    for code in SETTLED_LATER:
        answers[code] = {"state": "dont_know", "note": "Nobody on site could tell."}
    record_revision(interview=pair.second, author=scorer, now=now, changes=answers)
    submit_interview(interview=pair.second, by=scorer, now=now)
    pair.refresh_from_db()
    return pair


def people_and_records(*, cluster: Cluster, firm: Firm, manager: User, now: datetime) -> dict[str, object]:
    """An invitation, a contact, and a firm in the bin."""
    told: dict[str, Any] = {"by": manager, "now": now}
    invitation = invite(study=cluster.study, email="ana@example.org", role=Role.CONSULTANT, clusters=[cluster], **told)
    contact = record_contact(firm=firm, name="A person of the firm", function="Plant manager", phone="+56 65 1", **told)
    twice = add_firm(cluster=cluster, code="X4", name="A firm entered twice")
    bin_firm(firm=twice, reason="Entered twice.", **told)
    return {
        "invitation_id": invitation.pk,
        "token": token_of(invitation),
        "contact_id": str(contact.pk),
        "membership_id": cluster.study.memberships.get(user__username="consultant").pk,
    }


def leave_half_done(*, cluster: Cluster, approved: Interview) -> dict[str, object]:
    """All of it, by the names the addresses give it."""
    now = timezone.now()
    manager, consultant, reviewer = (User.objects.get(username=name) for name in ("manager", "consultant", "reviewer"))
    scorer = User.objects.create_user("scorer", password=None, full_name="A second scorer")
    add_member(study=cluster.study, user=scorer, role=Role.CONSULTANT)
    returned = resubmitted_interview(cluster=cluster, consultant=consultant, reviewer=reviewer, now=now)
    pair = scored_twice(cluster=cluster, scorer=scorer, now=now)
    assess_level(
        interview=approved,
        dimension="hr",
        level=4,
        reason="The training unit serves the whole region.",
        evidence_kind="document",
        evidence="Plan of courses, seen on site.",
        by=reviewer,
        now=now,
    )
    firm = approved.firm
    return {
        "resubmitted_id": str(returned.pk),
        "pair_id": pair.pk,
        "assessed_id": str(approved.pk),
        "dimension": "hr",
        "uidb64": "x",
        **people_and_records(cluster=cluster, firm=firm, manager=manager, now=now),
    }
