"""A reviewer's word that a figure which looks wrong is right as it is."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.answering import locked
from surveys.errors import InterviewClosed, NoteRequired, WrongState
from surveys.flags import flags_of
from surveys.models import Interview, SeenFlag
from surveys.review_table import LOCKED, OPEN
from surveys.standings import keep_standing


@transaction.atomic
def find_flag_right(*, interview: Interview, key: str, by: User, reason: str, now: datetime) -> SeenFlag:
    """Note that a flag was looked at and the figures are right, with the reason; then it is open no longer.

    It holds as long as the figures are these. A second click does nothing more; a flag that does not stand any more
    raises WrongState.
    """
    stored = locked(interview)
    if not reason.strip():
        raise NoteRequired(_("A reason is needed."), _("Say why the figure is right as it is."), place="reason")
    if stored.state in LOCKED or stored.state in OPEN:
        raise InterviewClosed(
            _("The interview with %(firm)s is now: %(state)s.")
            % {"firm": stored.firm, "state": stored.get_state_display()},
            _("Figures are judged while the interview is under review."),
        )
    flag = next((each for each in flags_of(stored) if each.key == key), None)
    if flag is None:
        raise WrongState(_("The figures are others by now."), _("Reload the page."))
    if flag.seen is not None:
        return flag.seen
    seen = SeenFlag.objects.create(interview=stored, key=key, text=flag.text, reason=reason.strip(), by=by, at=now)
    keep_standing(interview=stored)
    return seen
