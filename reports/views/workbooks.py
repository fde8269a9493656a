"""Handing out the workbook of a run."""

import tempfile
from pathlib import Path
from typing import IO, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from accounts.models import User
from clusters.access import Right
from clusters.disclosing import handed_out
from reports.access import run_for
from reports.models import Run
from reports.workbook.building import build_workbook
from reports.workbook.material import WorkbookRefusedError
from surveys.blindness import refuse_while_blind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def run_workbook(request: HttpRequest, run_id: str) -> HttpResponse | FileResponse:
    """Build the workbook and send it; `?public=1` asks for the file that everybody may have."""
    run = run_for(cast(User, request.user), run_id, Right.EXPORT)
    refuse_while_blind(cast(User, request.user), run.study)
    public = request.GET.get("public") == "1"
    try:
        file = open_workbook(run, public=public)
    except WorkbookRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("run", run_id=run.pk)
    answer = FileResponse(file, as_attachment=True, filename=file_name(run, public=public), content_type=XLSX)
    return handed_out(request, answer, of=run.study, subject=run.pk, rows=run.firms.count())


def open_workbook(run: Run, *, public: bool) -> IO[bytes]:
    """Build into a folder of its own and return the open file; the folder is gone, the open file stays readable."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        build_workbook(run, path, public=public)
        return path.open("rb")


def file_name(run: Run, *, public: bool) -> str:
    return f"{run.study.slug}-{run.pk}{'-public' if public else ''}.xlsx"
