"""Runs and jobs in Django's admin: looked at and never changed; the pages of a run are where they are acted on."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from reports.models import Job, Run, RunCluster, Score


class LookOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the verbs of this room write is only read here."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(LookOnlyAdmin):
    list_display = ("key", "kind", "state", "attempts", "done_units", "total_units", "worker", "heartbeat_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("key",)


@admin.register(Run)
class RunAdmin(LookOnlyAdmin):
    list_display = ("id", "study", "state", "software_version", "created_by", "created_at", "finished_at")
    list_filter = ("state", "study")
    list_select_related = ("study", "created_by")
    search_fields = ("id", "inputs_hash")
    exclude = ("tables",)


@admin.register(RunCluster)
class RunClusterAdmin(LookOnlyAdmin):
    list_display = ("run", "cluster", "position")
    list_select_related = ("cluster",)
    search_fields = ("run__id",)


@admin.register(Score)
class ScoreAdmin(LookOnlyAdmin):
    list_display = ("interview", "rule_set", "level_rule", "floor_level_1", "computed_at")
    list_select_related = ("interview__firm", "rule_set")
    search_fields = ("interview__firm__code",)
