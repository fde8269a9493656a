"""What two scorers of one firm must not see of each other. The only place that says so; every guard of interviews asks.

While a pair is open the firm is hidden from the second scorer (`clusters.blindness`), with its first interview and all
that hangs on it; they see their own interview alone. Whoever gave answers in the first interview does not see the
second. Both end when both interviews were handed over once.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.blindness import hidden_firms
from clusters.models import Study
from surveys.models import DoubleScoring, Interview


def seen_interviews(user: User, interviews: QuerySet[Interview]) -> QuerySet[Interview]:
    """Of these interviews, those that the person may see without learning what the other scorer said."""
    of_hidden = Q(firm__in=hidden_firms(user).values("firm")) & ~Q(is_second_scoring=True, author=user)
    mine = Q(first__author=user) | Q(first__in=Interview.objects.filter(revisions__author=user))
    open_pairs = DoubleScoring.objects.filter(mine, revealed_at__isnull=True).exclude(scorer=user)
    return interviews.exclude(of_hidden).exclude(pk__in=open_pairs.values("second"))


def is_blind_in(user: User, study: Study) -> bool:
    """Whether the person scores a firm of this study blind at present."""
    return hidden_firms(user).filter(firm__cluster__study=study).exists()


def refuse_while_blind(user: User, study: Study) -> None:
    """Refuse what lists firms of a whole study, beside counts of them, to somebody who scores one of them blind."""
    if is_blind_in(user, study):
        raise PermissionDenied(
            _("You score a firm of this study a second time. Its firms are listed once your scoring is handed over.")
        )
