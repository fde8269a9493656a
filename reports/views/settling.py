"""What two scorers answered differently, side by side, with the levels each gives."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import PersonRequest
from reports.agreement import levels_of_pair
from surveys.errors import SurveyError
from surveys.forms.answers import AnswerForm
from surveys.forms.double_scoring import SettleForm
from surveys.models import DoubleScoring, Settlement
from surveys.scoring_page import differences_of, pair_for, third_answer
from surveys.settling import can_be_settled, settle_difference


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: PersonRequest, pair_id: int) -> HttpResponse:
    """Both blind answers to each question on which they differ, and saying which of them holds."""
    pair = pair_for(request.user, pair_id)
    if request.method != "POST":
        return shown(request, pair)
    form = SettleForm(request.POST)
    third = None
    try:
        if form.is_valid():
            told = form.cleaned_data
            if told["holds"] == Settlement.Holds.OTHER:
                third = third_answer(pair, told["item"], told["reason"], request.POST)
            answer = third.answer if third and third.is_valid() else None
            settle_difference(pair=pair, by=request.user, now=timezone.now(), answer=answer, **told)
            return redirect(f"{reverse('settle', args=[pair.pk])}#{form.cleaned_data['item']}")
        messages.error(request, _("Choose an answer and say why it holds."))
    except SurveyError as refusal:
        messages.error(request, str(refusal))
    return shown(request, pair, third, status=422)


def shown(
    request: PersonRequest, pair: DoubleScoring, third: AnswerForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The page; `sent` and `third` keep what was typed before a refusal."""
    context = {
        "study": pair.firm.cluster.study,
        "pair": pair,
        "levels": levels_of_pair(pair),
        "differences": differences_of(pair, third),
        "may_settle": can_be_settled(pair),
        "sent": request.POST,
    }
    return render(request, "reports/settle.html", context, status=status)
