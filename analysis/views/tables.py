"""Sending a table, saying what its columns are, looking at it."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import PersonRequest
from analysis.access import layout_named, study_of_analyses_for, system_named, table_for
from analysis.arrivals import Arrival, arrival_of, take_arrival
from analysis.errors import TableRefused
from analysis.forms import ColumnsForm, TableForm
from analysis.models import DataTable
from analysis.own_tables import build_table, can_be_built
from analysis.pages import column_words, table_context
from analysis.tables import Place, keep_waiting
from clusters.access import Right
from clusters.disclosing import handed_out


def place_for(request: PersonRequest, study_slug: str, system: str, layout: str) -> Place:
    """Where the person may send a table, or a refusal."""
    study = study_of_analyses_for(request.user, study_slug, Right.EXPORT)
    found = system_named(system)
    return Place(study, found.code, layout_named(found, layout))


@require_http_methods(["GET", "HEAD", "POST"])
def table_upload(request: PersonRequest, study_slug: str, system: str, layout: str) -> HttpResponse:
    """Keep the file that is sent, and take it at once where its columns are plain."""
    place = place_for(request, study_slug, system, layout)
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        keep_waiting(place=place, user=request.user, file=file, name=file.name, source=form.cleaned_data["source"])
        return settled(request, place)
    context = {**told(place), "form": form, "columns": column_words(place.layout)}
    return render(request, "analysis/table_upload.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def table_columns(request: PersonRequest, study_slug: str, system: str, layout: str) -> HttpResponse:
    """Which column of the waiting file is which; then the file is taken."""
    place = place_for(request, study_slug, system, layout)
    try:
        arrival = arrival_of(place=place, user=request.user)
    except TableRefused as refusal:
        return refused(request, place, refusal)
    if arrival is None:
        return redirect("table_upload", study_slug, system, layout)
    form = ColumnsForm(place.layout, arrival.names, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return taken(request, place, form.mapping())
    return render(request, "analysis/table_columns.html", {**told(place), "arrival": arrival, "form": form})


@require_POST
def table_build(request: PersonRequest, study_slug: str, system: str, layout: str) -> HttpResponse:
    """Take what the study itself holds as this table."""
    place = place_for(request, study_slug, system, layout)
    if not can_be_built(place.system, place.layout.code):
        raise Http404(_("Sextant holds no such table."))
    try:
        table, is_new = build_table(place=place, by=request.user, now=timezone.now())
    except TableRefused as refusal:
        return refused(request, place, refusal)
    return welcomed(request, table, is_new)


@require_safe
def data_table(request: PersonRequest, table_id: int) -> HttpResponse:
    """What a table holds, where it comes from, and which runs rest on it."""
    context = table_context(request.user, table_for(request.user, table_id))
    return render(request, "analysis/table.html", context)


@require_safe
def data_table_file(request: PersonRequest, table_id: int) -> FileResponse:
    """The file as it was sent."""
    table = table_for(request.user, table_id, Right.EXPORT)
    answer = FileResponse(default_storage.open(table.file), as_attachment=True, filename=table.file_name)
    return handed_out(request, answer, of=table.study, subject=table.file_name, rows=table.rows)


def settled(request: PersonRequest, place: Place) -> HttpResponse:
    """Take the waiting file, or ask for its columns where some are missing."""
    try:
        arrival: Arrival | None = arrival_of(place=place, user=request.user)
    except TableRefused as refusal:
        return refused(request, place, refusal)
    if arrival is None or arrival.missing:
        return redirect("table_columns", place.study.slug, place.system, place.layout.code)
    return taken(request, place, {})


def taken(request: PersonRequest, place: Place, mapping: dict[str, str]) -> HttpResponse:
    """The page of the table that was taken, or why it was not."""
    try:
        table, is_new = take_arrival(place=place, user=request.user, mapping=mapping, now=timezone.now())
    except TableRefused as refusal:
        return refused(request, place, refusal)
    return welcomed(request, table, is_new)


def welcomed(request: PersonRequest, table: DataTable, is_new: bool) -> HttpResponse:
    """The page of a table that was taken, or was there already."""
    if is_new:
        messages.success(request, _("The table was taken. Look whether its columns are what they should be."))
    else:
        messages.info(request, _("This file was taken before, read in the same way; this is that table."))
    return redirect("data_table", table.pk)


def refused(request: PersonRequest, place: Place, refusal: TableRefused) -> HttpResponse:
    """Every problem of a file with its place."""
    return render(request, "analysis/table_refused.html", {**told(place), "refusal": refusal}, status=422)


def told(place: Place) -> dict[str, Any]:
    """What every page of a place shows."""
    return {"study": place.study, "system": system_named(place.system), "layout": place.layout}
