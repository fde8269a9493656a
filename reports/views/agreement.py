"""How far the scorers of a study agree."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, clusters_for, study_for
from reports.agreement import agreement_of, pairs_in
from scoring.double_scoring import FEWEST_PAIRS
from scoring.ruleset import parse_ruleset
from surveys.blindness import refuse_while_blind
from surveys.models import DoubleScoring
from surveys.study_setup import setup_of


@require_safe
def agreement(request: PersonRequest, study_slug: str) -> HttpResponse:
    """By dimension, by item with the worst first, and by pair, over the clusters that the person reviews."""
    study = study_for(request.user, study_slug)
    clusters = clusters_for(request.user, Right.REVIEW).filter(study=study)
    if not clusters.exists():
        raise PermissionDenied(_("Your role in this study does not allow this."))
    refuse_while_blind(request.user, study)
    setup = setup_of(study)
    context = {
        "study": study,
        "setup": setup,
        "clusters": clusters,
        "found": agreement_of(pairs_in(clusters), parse_ruleset(setup.rule_set.content), setup),
        "pairs": DoubleScoring.objects.filter(firm__cluster__in=clusters, revealed_at__isnull=False)
        .select_related("firm__cluster")
        .only("firm__code", "firm__name", "firm__cluster__name"),
        "waiting": DoubleScoring.objects.filter(firm__cluster__in=clusters, revealed_at__isnull=True).count(),
        "fewest": FEWEST_PAIRS,
    }
    return render(request, "reports/agreement.html", context)
