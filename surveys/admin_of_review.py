"""Review and second scorings in Django's admin: everything is only read, and blind answers are not shown at all."""

from django.contrib import admin

from clusters.admin import OfManagedStudies, ReadOnly
from surveys.models import (
    Comment,
    DoubleScoring,
    ScoringDraw,
    SeenFlag,
    Settlement,
    Standing,
    Thread,
    ThreadReading,
)


@admin.register(Thread)
class ThreadAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "item", "awaits", "opened_at", "last_at")
    list_select_related = ("interview__firm",)


@admin.register(Comment)
class CommentAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "thread__interview__firm__cluster"
    list_display = ("thread", "kind", "by", "received_at")
    list_select_related = ("thread__interview__firm", "by")


@admin.register(ThreadReading)
class ThreadReadingAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "thread__interview__firm__cluster"
    list_display = ("thread", "person", "read_at")
    list_select_related = ("thread__interview__firm", "person")


@admin.register(SeenFlag)
class SeenFlagAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "text", "reason", "by", "at")
    list_select_related = ("interview__firm", "by")


@admin.register(Standing)
class StandingAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "open_flags", "is_undetermined")
    list_select_related = ("interview__firm",)


@admin.register(ScoringDraw)
class ScoringDrawAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("cluster", "share_pct", "seed", "by", "at")
    list_select_related = ("cluster", "by")


@admin.register(DoubleScoring)
class DoubleScoringAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "firm__cluster"
    fields = ("firm", "scorer", "assigned_by", "assigned_at", "revealed_at")
    list_display = ("firm", "scorer", "assigned_at", "revealed_at")
    list_select_related = ("firm", "scorer")


@admin.register(Settlement)
class SettlementAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "pair__firm__cluster"
    list_display = ("pair", "item", "holds", "by", "at")
    list_select_related = ("pair__firm", "by")
