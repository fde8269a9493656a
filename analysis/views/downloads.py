"""What can be taken away of a run: pictures, the workbook, the brief, the result as JSON."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from analysis.access import analysis_for
from analysis.files import FILES, file_of
from analysis.pictures import png_of, svg_of
from analysis.results import Result
from clusters.access import Right
from clusters.disclosing import handed_out

PICTURES = {"svg": ("image/svg+xml", svg_of), "png": ("image/png", png_of)}
KEPT_SECONDS = 3600


@require_safe
@cache_control(private=True, max_age=KEPT_SECONDS)
def analysis_figure(request: PersonRequest, analysis_id: str, figure: str, kind: str) -> HttpResponse:
    """One picture of a run; `?save=1` offers it as a file."""
    run = analysis_for(request.user, analysis_id)
    figures = {each.code: each for each in Result.from_json(run.result).figures} if run.result else {}
    if figure not in figures or kind not in PICTURES:
        raise Http404(_("This run has no such picture."))
    content_type, draw = PICTURES[kind]
    answer = HttpResponse(draw(figures[figure]), content_type=content_type)
    if not request.GET.get("save"):
        return answer
    answer["Content-Disposition"] = f'attachment; filename="{run.system}-{run.pk}-{figure}.{kind}"'
    return handed_out(request, answer, of=run.study, subject=run.pk)


@require_safe
def analysis_file(request: PersonRequest, analysis_id: str, file: str) -> HttpResponse:
    """The workbook, the brief or the JSON of a run that is ready."""
    run = analysis_for(request.user, analysis_id, Right.EXPORT)
    if file not in FILES or not run.result:
        raise Http404(_("This run has no such file."))
    answer = HttpResponse(file_of(run, file), content_type=FILES[file].content_type)
    answer["Content-Disposition"] = f'attachment; filename="{run.system}-{run.pk}{FILES[file].suffix}"'
    return handed_out(request, answer, of=run.study, subject=run.pk)
