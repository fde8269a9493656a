"""The tables and figures of a finished run."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import PersonRequest
from reports.access import run_for
from reports.growth_words import on_growth_of_firms, rate_unit
from reports.run_page import TABLES, run_context
from reports.run_tables import (
    GROWTH_MEASURES,
    SKILLS,
    growth_picture,
    growth_rows,
    level_cards,
    phase_grid,
    pillar_labels,
    pillar_rows,
    reasons_of,
    skill_picture,
    skill_rows,
)
from reports.run_words import GROWTH_LABELS

GROWING = ("table-1", "figure-1")


@require_safe
def run_table(request: PersonRequest, run_id: str, table: str) -> HttpResponse:
    """One table or figure; those with growth by the definition asked for."""
    found = run_for(request.user, run_id)
    if table not in TABLES:
        raise Http404(_("A run has no such table."))
    context = run_context(request.user, found)
    if context["tables"] is None:
        return redirect("run", found.pk)
    asked = request.GET.get("growth", "")
    context |= {
        "table": table,
        "title": TABLES[table],
        "growth": asked if asked in GROWTH_LABELS else context["specification"].growth,
        "growths": GROWTH_LABELS if table in GROWING else {},
    }
    return render(request, f"reports/tables/{table}.html", {**context, **BUILDERS[table](context)})


def table_1(context: dict[str, Any]) -> dict[str, Any]:
    measures = ("exports_national", "exports_location")
    rows = growth_rows(context["tables"], measures, context["growth"])
    return {"rows": rows, "reasons": reasons_of(rows), **growth_words(context)}


def growth_words(context: dict[str, Any]) -> dict[str, Any]:
    return {"unit": rate_unit(context["growth"]), "growth_notes": on_growth_of_firms(context["specification"])}


def table_4(context: dict[str, Any]) -> dict[str, Any]:
    tables = context["tables"]
    return {
        "grid": phase_grid(tables),
        "pillars": pillar_labels(),
        "panels": [(cluster, pillar_rows(cluster)) for cluster in tables.clusters],
    }


def table_5(context: dict[str, Any]) -> dict[str, Any]:
    return {"cards": level_cards(context["tables"], context["published"])}


def figure_1(context: dict[str, Any]) -> dict[str, Any]:
    tables, definition = context["tables"], context["growth"]
    rows = growth_rows(tables, tuple(GROWTH_MEASURES), definition)
    title = _("Figure 1: Growth of exports, employment and real wages, %(first)d–%(last)d") % {
        "first": context["specification"].base_year,
        "last": context["specification"].reference_year,
    }
    return {
        "heading": title,
        "picture": growth_picture(tables, definition, title, str(GROWTH_LABELS[definition])),
        "measures": list(GROWTH_MEASURES.values()),
        "used": _("firms or years used"),
        **growth_words(context),
        "rows": rows,
        "reasons": reasons_of(rows),
    }


def figure_2(context: dict[str, Any]) -> dict[str, Any]:
    tables = context["tables"]
    rows = skill_rows(tables)
    title = _("Figure 2: Skill intensity, %(year)d") % {"year": context["specification"].reference_year}
    return {
        "heading": title,
        "picture": skill_picture(tables, title, ", ".join(str(label) for label in SKILLS.values())),
        "measures": list(SKILLS.values()),
        "unit": _("% of workforce"),
        "used": _("firms used"),
        "rows": rows,
        "reasons": reasons_of(rows),
    }


BUILDERS = {
    "table-1": table_1,
    "table-4": table_4,
    "table-5": table_5,
    "figure-1": figure_1,
    "figure-2": figure_2,
}
