"""Runs and jobs in Django's admin: looked at and never changed; the pages of a run are where they are acted on."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from clusters.admin import RELATED, OfManagedStudies, ReadOnly
from reports.models import Headline, Job, LevelOverride, Run, RunCluster, Score, WeightChoice, WeightVersion


@admin.register(Job)
class JobAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The ledger is the machine's, not a study's: only an administrator looks at it."""

    list_display = ("key", "kind", "state", "attempts", "done_units", "total_units", "worker", "heartbeat_at", "error")
    list_filter = ("state", "kind")
    search_fields = ("key",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Run)
class RunAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    study_path = "study"
    list_display = ("id", "study", "state", "software_version", "created_by", "created_at", "finished_at")
    list_filter = ("state", ("study", RELATED))
    list_select_related = ("study", "created_by")
    search_fields = ("id", "inputs_hash")
    exclude = ("tables",)


@admin.register(RunCluster)
class RunClusterAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    study_path = "run__study"
    list_display = ("run", "cluster", "position")
    list_select_related = ("cluster",)
    search_fields = ("run__id",)


@admin.register(Score)
class ScoreAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "rule_set", "level_rule", "floor_level_1", "computed_at")
    list_select_related = ("interview__firm", "rule_set")
    search_fields = ("interview__firm__code",)


@admin.register(LevelOverride)
class LevelOverrideAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "dimension", "level", "computed_low", "computed_high", "by", "at")
    list_filter = ("dimension",)
    list_select_related = ("interview__firm", "by")
    search_fields = ("interview__firm__code",)


@admin.register(Headline)
class HeadlineAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "cluster"
    list_display = ("cluster", "dimension", "compared", "share_pct", "counted", "level", "by", "at", "withdrawn_at")
    list_filter = ("dimension",)
    list_select_related = ("cluster", "by")
    search_fields = ("cluster__name",)


@admin.register(WeightVersion)
class WeightVersionAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "cluster"
    list_display = ("cluster", "number", "name", "frame_version", "by_chance", "by", "at")
    list_select_related = ("cluster", "by")
    search_fields = ("name", "cluster__name")
    exclude = ("firms",)


@admin.register(WeightChoice)
class WeightChoiceAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "cluster"
    list_display = ("cluster", "version", "by", "at")
    list_select_related = ("cluster", "version", "by")
    search_fields = ("cluster__name",)
