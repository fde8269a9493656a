"""Reference data in Django's admin. What a run may rest on (frames, versions of series) is only read there."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.access import Right, clusters_for, studies_for
from clusters.models import (
    Attempt,
    Cluster,
    Firm,
    Frame,
    FrameUnit,
    Membership,
    Replacement,
    RoundLink,
    SampleDraw,
    SamplePlan,
    Series,
    SeriesPoint,
    Stratum,
    Study,
)

# Filters offer what the person may see and nothing else.
RELATED = admin.RelatedOnlyFieldListFilter


class ReadOnly:
    """Shows rows that come about elsewhere and never change afterwards."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AddOnly:
    """Rows can be added and are frozen from then on; a correction is a new version."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class Kept:
    """Rows on which all work of many people hangs: they can be changed, and no click takes the work away with them."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OfManagedStudies:
    """Shows staff the rows of the studies and clusters they manage; an administrator sees all.

    `cluster_path` leads from a row to its cluster; `study_path`, where it is given, to the study that must be managed
    as a whole. A permission given in the admin says what may be done with rows, a role says with which ones.
    """

    cluster_path = "cluster"
    study_path = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if request.user.is_superuser:
            return rows
        if self.study_path:
            return rows.filter(**{f"{self.study_path}__in": studies_for(staff(request), Right.MANAGE)})
        return rows.filter(**{f"{self.cluster_path}__in": clusters_for(staff(request), Right.MANAGE)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Cluster:
            kwargs["queryset"] = clusters_for(staff(request), Right.MANAGE)
        elif db_field.related_model is Study:
            kwargs["queryset"] = studies_for(staff(request), Right.MANAGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def staff(request: HttpRequest) -> User:
    """The person at the admin, who has always logged in."""
    return cast(User, request.user)


@admin.register(Study)
class StudyAdmin(OfManagedStudies, Kept, admin.ModelAdmin):
    study_path = "pk"
    list_display = ("title", "slug", "base_year", "reference_year", "price_base_year", "is_reconstruction")
    search_fields = ("title", "slug")
    exclude = ("size_bounds",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Others open a study on its own page, which makes them its manager."""
        return bool(request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Model | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ("title",)}


@admin.register(Cluster)
class ClusterAdmin(OfManagedStudies, Kept, admin.ModelAdmin):
    cluster_path = "pk"
    list_display = ("name", "study", "country", "product", "sector_variant", "position")
    list_filter = (("study", RELATED), "sector_variant")
    list_select_related = ("study",)
    search_fields = ("name", "slug", "country", "product")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("study", "slug") if obj else ()


@admin.register(Firm)
class FirmAdmin(OfManagedStudies, admin.ModelAdmin):
    list_display = ("code", "name", "cluster", "stratum", "disposition", "base_weight", "final_weight")
    list_filter = (("cluster__study", RELATED), ("cluster", RELATED), "disposition")
    list_select_related = ("cluster", "stratum")
    search_fields = ("code", "name")
    readonly_fields = ("cluster", "frame_unit", "stratum", "base_weight", "final_weight", "attributes", "created_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A firm goes into the bin, on its own page."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        tied = isinstance(obj, Firm) and obj.frame_unit_id is not None
        return (*self.readonly_fields, "code") if tied else self.readonly_fields


class StratumInline(ReadOnly, admin.TabularInline):
    model = Stratum
    extra = 0


@admin.register(Frame)
class FrameAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    list_display = ("cluster", "version", "source", "listed_on", "is_probability_sample", "created_at")
    list_filter = (("cluster__study", RELATED), ("cluster", RELATED))
    list_select_related = ("cluster",)
    inlines = (StratumInline,)


@admin.register(FrameUnit)
class FrameUnitAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    cluster_path = "frame__cluster"
    list_display = ("code", "name", "frame", "stratum", "ownership", "size", "is_selected")
    list_filter = ("ownership", "size", "is_selected")
    list_select_related = ("frame__cluster", "stratum")
    search_fields = ("code", "name")


@admin.register(SamplePlan)
class SamplePlanAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    cluster_path = "frame__cluster"
    list_display = ("frame", "sharing", "total", "margin_pct", "by", "at")
    list_select_related = ("frame__cluster", "by")


@admin.register(SampleDraw)
class SampleDrawAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    cluster_path = "frame__cluster"
    list_display = ("frame", "seed", "frame_hash", "by", "at")
    list_select_related = ("frame__cluster", "by")


@admin.register(Replacement)
class ReplacementAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    cluster_path = "draw__frame__cluster"
    list_display = ("replaced", "firm", "disposition", "reason", "by", "at")
    list_select_related = ("replaced", "firm", "by")


@admin.register(Attempt)
class AttemptAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    cluster_path = "firm__cluster"
    list_display = ("firm", "disposition", "by", "at")
    list_filter = ("disposition",)
    list_select_related = ("firm", "by")


class SeriesPointInline(AddOnly, admin.TabularInline):
    model = SeriesPoint
    extra = 7


@admin.register(Series)
class SeriesAdmin(OfManagedStudies, AddOnly, admin.ModelAdmin):
    list_display = ("cluster", "kind", "version", "unit", "source", "is_reconstruction")
    list_filter = ("kind", ("cluster__study", RELATED))
    list_select_related = ("cluster",)
    search_fields = ("source",)
    inlines = (SeriesPointInline,)


@admin.register(Membership)
class MembershipAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    """Roles are given and taken on the page of the study, which keeps its last manager."""

    study_path = "study"
    list_display = ("user", "role", "study", "cluster")
    list_filter = ("role", ("study", RELATED))
    list_select_related = ("user", "study", "cluster")
    search_fields = ("user__username", "user__full_name")


@admin.register(RoundLink)
class RoundLinkAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):
    """Rounds are linked on the page of the later cluster."""

    cluster_path = "later"
    list_display = ("later", "earlier", "linked_by", "linked_at")
    list_select_related = ("later__study", "earlier__study", "linked_by")


admin.site.site_header = _("Sextant: reference data")
admin.site.site_title = _("Sextant")
