"""A cluster in two rounds: this run beside an earlier one, as a page and as a workbook."""

import tempfile
from pathlib import Path
from typing import IO

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from accounts.requests import PersonRequest
from clusters.access import Right, clusters_for, rights_in
from clusters.disclosing import handed_out
from clusters.models import Cluster
from reports.access import run_for
from reports.models import Run
from reports.rounds_page import EarlierRun, TwoRounds, earlier_runs, two_rounds
from reports.run_page import run_context
from reports.views.workbooks import XLSX
from reports.workbook.rounds import build_rounds_workbook
from scoring.transitions import LEVELS
from surveys.blindness import refuse_while_blind


@require_safe
def rounds(request: PersonRequest, run_id: str) -> HttpResponse:
    """`?cluster=` says which cluster, `?with=` which earlier run; otherwise the first and the newest."""
    found = run_for(request.user, run_id)
    refuse_while_blind(request.user, found.study)
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    cluster = cluster_of(request, found)
    earlier = earlier_runs(request.user, found, cluster) if cluster else []
    chosen = chosen_run(request, earlier)
    compared = two_rounds(chosen, found, cluster) if chosen and cluster else None
    context |= {
        "table": "rounds",
        "cluster": cluster,
        "earlier": earlier,
        "chosen": chosen,
        "compared": compared,
        "all_levels": LEVELS,
        "may_export": may_export(request, found, chosen),
    }
    return render(request, "reports/rounds.html", context)


@require_GET
def rounds_workbook(request: PersonRequest, run_id: str) -> FileResponse:
    """The same comparison as a workbook; both runs are frozen, so that it is the same whenever it is asked for."""
    found = run_for(request.user, run_id, Right.EXPORT)
    refuse_while_blind(request.user, found.study)
    cluster = cluster_of(request, found)
    chosen = chosen_run(request, earlier_runs(request.user, found, cluster) if cluster else [])
    compared = two_rounds(chosen, found, cluster) if chosen and cluster else None
    if compared is None or cluster is None:
        raise Http404(_("There is no earlier run to compare this one with."))
    run_for(request.user, compared.earlier.run.pk, Right.EXPORT)
    name = f"rounds-{cluster.slug}-{compared.earlier.run.pk}-{found.pk}.xlsx"
    answer = FileResponse(opened(compared, found, cluster), as_attachment=True, filename=name, content_type=XLSX)
    return handed_out(request, answer, of=cluster, subject=f"{compared.earlier.run.pk}, {found.pk}")


def cluster_of(request: PersonRequest, run: Run) -> Cluster | None:
    """The cluster that is asked for, of those of the run that the person sees; the first where none is."""
    clusters = clusters_for(request.user).filter(study=run.study, pk__in=run.clusters.values("cluster"))
    wanted = request.GET.get("cluster", "")
    found = clusters.filter(slug=wanted).first() if wanted else clusters.first()
    if wanted and found is None:
        raise Http404(_("This run has no such cluster."))
    return found


def chosen_run(request: PersonRequest, earlier: list[EarlierRun]) -> EarlierRun | None:
    """The earlier run that is asked for, the first offered where none is; nobody blind in its study sees it."""
    wanted = request.GET.get("with", "")
    found = next((each for each in earlier if wanted in ("", each.run.pk)), None)
    if wanted and found is None:
        raise Http404(_("There is no such run to compare this one with."))
    if found is not None:
        refuse_while_blind(request.user, found.run.study)
    return found


def may_export(request: PersonRequest, run: Run, chosen: EarlierRun | None) -> bool:
    studies = [run.study, chosen.run.study] if chosen else [run.study]
    return all(Right.EXPORT in rights_in(request.user, study) for study in studies)


def opened(compared: TwoRounds, run: Run, cluster: Cluster) -> IO[bytes]:
    """Built into a folder of its own; the folder is gone, the open file stays readable."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rounds.xlsx"
        build_rounds_workbook(compared, run, cluster.name, path)
        return path.open("rb")
