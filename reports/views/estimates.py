"""What the samples of a run say of their populations, and whether its clusters differ."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from reports.access import run_for
from reports.domain_results import DOMAIN_VARIABLES, SIZE
from reports.domains_page import domains_context
from reports.estimates_page import estimates_context
from reports.run_page import currencies_of, run_context
from scoring.interval_columns import IntervalMethod
from surveys.blindness import refuse_while_blind

CHOICES = (IntervalMethod.KORN_GRAUBARD, IntervalMethod.WILSON)


@require_safe
def run_estimates(request: PersonRequest, run_id: str) -> HttpResponse:
    """Estimates with their intervals; a replica of print has none.

    `?method=wilson` asks for the shorter ones, `?domain=ownership` for the parts by owners in place of sizes.
    """
    found = run_for(request.user, run_id)
    refuse_while_blind(request.user, found.study)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    context["table"] = "estimates"
    if context["published"] is None:
        asked = request.GET.get("method", "")
        method = IntervalMethod(asked) if asked in CHOICES else IntervalMethod.KORN_GRAUBARD
        wanted = request.GET.get("domain", "")
        variable = wanted if wanted in DOMAIN_VARIABLES else SIZE
        currencies = currencies_of(found)
        context |= estimates_context(context["tables"], context["specification"], method, currencies)
        context |= domains_context(context["tables"], context["specification"], method, variable)
    return render(request, "reports/run_estimates.html", context)
