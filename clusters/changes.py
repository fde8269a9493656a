"""The page and the files of the history of a thing, for every room: what is shown, and that a file left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.requests import PersonRequest
from clusters.access import Right, rights_in
from clusters.disclosing import handed_out
from clusters.models import Cluster, Study
from trail.files import CSV, XLSX, as_csv, as_xlsx
from trail.forms import AskedForm
from trail.models import Action
from trail.reading import Tables, choices_about, entries_about, without_computed
from trail.telling import told

ENTRIES_ON_A_PAGE = 50
MOST_IN_A_FILE = 50_000
EVERYTHING = Tables()
FILES = {"csv": (CSV, as_csv), "xlsx": (XLSX, as_xlsx)}


@dataclass(frozen=True, slots=True)
class Thing:
    """What a history is of: its words, the keys of the history, the place whose rights count, and the way to it."""

    words: str
    keys: Sequence[str]
    place: Study | Cluster
    way: str
    context: dict[str, Any] = field(default_factory=dict)
    tables: Tables = EVERYTHING


def changes_of(request: PersonRequest, thing: Thing) -> HttpResponse:
    """The history of a thing the person may see: a page, or a file where they may take data away."""
    form = AskedForm(request.GET, *choices_about(thing.keys, thing.tables))
    entries = entries_about(thing.keys, thing.tables, form.wanted())
    may_take = Right.EXPORT in rights_in(request.user, thing.place)
    if request.GET.get("file"):
        if not may_take:
            raise PermissionDenied(_("Your role does not allow taking data away."))
        return _file(request, thing, entries[:MOST_IN_A_FILE])
    page = Paginator(without_computed(entries), ENTRIES_ON_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    history = [each for each in told(page) if each.changes or each.entry.action != Action.UPDATE]
    context = {"thing": thing.words, "way": thing.way, "page": page, "history": history, "form": form}
    context |= {"query": query.urlencode(), "may_take": may_take, **thing.context}
    return render(request, "trail/history.html", context)


def _file(request: PersonRequest, thing: Thing, entries: Any) -> HttpResponse:
    kind = request.GET["file"] if request.GET["file"] in FILES else "csv"
    content_type, write = FILES[kind]
    history = told(entries)
    answer = HttpResponse(write(history), content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="history.{kind}"'
    return handed_out(request, answer, of=thing.place, rows=len(history), subject=thing.words)
