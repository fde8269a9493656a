"""Tables and runs of analyses in Django's admin: looked at and never changed; their pages act on them."""

from django.contrib import admin

from analysis.models import AnalysisRun, DataTable, RunTable
from clusters.admin import RELATED, OfManagedStudies, ReadOnly


@admin.register(DataTable)
class DataTableAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    study_path = "study"
    list_display = ("file_name", "study", "system", "layout", "rows", "source", "uploaded_by", "uploaded_at")
    list_filter = ("system", "layout", ("study", RELATED))
    list_select_related = ("study", "uploaded_by")
    search_fields = ("file_name", "source", "file_hash")


class RunTableInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = RunTable
    extra = 0


@admin.register(AnalysisRun)
class AnalysisRunAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    study_path = "study"
    list_display = ("id", "study", "system", "state", "software_version", "created_by", "created_at", "finished_at")
    list_filter = ("system", "state", ("study", RELATED))
    list_select_related = ("study", "created_by")
    search_fields = ("id", "inputs_hash")
    exclude = ("result",)
    inlines = (RunTableInline,)
