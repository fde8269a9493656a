"""The survey room in Django's admin: drafts can be edited, what is published and every log is only read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import surveys.admin_of_review  # noqa: F401 - Django looks for pages in this module only
from clusters.admin import RELATED, OfManagedStudies, ReadOnly
from surveys.drafting import draft_questionnaire, draft_rule_set
from surveys.errors import NotPublishable
from surveys.models import (
    AgreedPhase,
    Descriptor,
    DiscussionNote,
    Evidence,
    Handover,
    Interview,
    Item,
    LateAnswer,
    LiveEvent,
    LiveSession,
    Panelist,
    Questionnaire,
    ReviewEvent,
    Revision,
    RuleSetVersion,
    SeatHold,
    Section,
    SectorCard,
    Status,
    StudySetup,
    Validation,
    Vote,
    VotingRound,
    Workshop,
    WrongCode,
)
from surveys.models.frozen import Freezable
from surveys.publishing import publish_questionnaire, publish_rule_set
from surveys.translations import languages_of, words_of_missing


class DraftAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Open to changes until it is published."""

    def has_change_permission(self, request: HttpRequest, obj: Freezable | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_frozen(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Freezable | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_frozen(obj)


def _is_frozen(row: Freezable | None) -> bool:
    return row is not None and row.is_frozen()


class VersionAdmin(DraftAdmin):
    """A version is published and copied by its actions; its status and hash are never typed."""

    list_display = ("title", "code", "version", "status", "published_at")
    list_filter = ("status", "code")
    readonly_fields = ("status", "published_at", "content_hash")
    actions = ("publish", "draft_next")
    publish_version: Any
    draft_version: Any

    @admin.action(description=gettext_lazy("Publish the selected drafts"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for version in queryset.filter(status=Status.DRAFT):
            try:
                self.publish_version(version)
            except NotPublishable as refusal:
                for problem in refusal.problems:
                    self.message_user(request, f"{version}: {problem}", messages.ERROR)
            else:
                self.message_user(request, _("%(version)s is published.") % {"version": version}, messages.SUCCESS)
                for remark in self.remarks_on(version):
                    self.message_user(request, remark, messages.WARNING)

    def remarks_on(self, version: Any) -> list[str]:
        """What is to be known of a version that was published."""
        return []

    @admin.action(description=gettext_lazy("Draft the next version from each selected one"), permissions=["add"])
    def draft_next(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for version in queryset:
            draft = self.draft_version(version)
            self.message_user(request, _("%(draft)s is a draft now.") % {"draft": draft}, messages.SUCCESS)


@admin.register(Questionnaire)
class QuestionnaireAdmin(VersionAdmin):
    def publish_version(self, version: Questionnaire) -> None:
        publish_questionnaire(questionnaire=version, now=timezone.now())

    def remarks_on(self, version: Questionnaire) -> list[str]:
        return [words_of_missing(version, language) for language in languages_of(version) if language.missing]

    def draft_version(self, version: Questionnaire) -> Questionnaire:
        return draft_questionnaire(questionnaire=version)


@admin.register(RuleSetVersion)
class RuleSetVersionAdmin(VersionAdmin):
    def publish_version(self, version: RuleSetVersion) -> None:
        publish_rule_set(rule_set=version, now=timezone.now())

    def draft_version(self, version: RuleSetVersion) -> RuleSetVersion:
        return draft_rule_set(rule_set=version)


class PartAdmin(DraftAdmin):
    """A part of a questionnaire; it can be put into drafts only."""

    list_filter = ("questionnaire",)
    list_select_related = ["questionnaire"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "questionnaire":
            kwargs["queryset"] = Questionnaire.objects.filter(status=Status.DRAFT)
        if db_field.name == "section":
            kwargs["queryset"] = Section.objects.filter(questionnaire__status=Status.DRAFT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Section)
class SectionAdmin(PartAdmin):
    list_display = ("title", "code", "part", "rung", "position", "questionnaire")


@admin.register(Item)
class ItemAdmin(PartAdmin):
    list_display = ("code", "text", "kind", "rung", "role", "section", "questionnaire")
    list_select_related = ["questionnaire", "section"]
    search_fields = ("code", "text")


@admin.register(SectorCard)
class SectorCardAdmin(PartAdmin):
    list_display = ("variant", "dimension", "rung", "summary", "questionnaire")
    search_fields = ("summary",)


@admin.register(Descriptor)
class DescriptorAdmin(PartAdmin):
    list_display = ("table", "column", "row", "text", "questionnaire")


@admin.register(StudySetup)
class StudySetupAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    study_path = "study"
    list_display = ("study", "questionnaire", "rule_set", "level_rule")
    list_select_related = ("study", "questionnaire", "rule_set")


@admin.register(Interview)
class InterviewAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "firm__cluster"
    list_display = ("firm", "state", "origin", "author", "answered_count", "revision_count", "changed_at")
    list_filter = ("state", "origin", ("firm__cluster", RELATED))
    list_select_related = ("firm", "author")
    search_fields = ("firm__name", "firm__code")


@admin.register(Revision)
class RevisionAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "sequence", "author", "made_at", "received_at", "device")
    list_select_related = ("interview__firm", "author")


@admin.register(Handover)
class HandoverAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "author", "made_at", "received_at")
    list_select_related = ("interview__firm", "author")


@admin.register(LateAnswer)
class LateAnswerAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "item", "author", "received_at", "state")
    list_select_related = ("interview__firm", "author")


@admin.register(ReviewEvent)
class ReviewEventAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "interview__firm__cluster"
    list_display = ("interview", "from_state", "to_state", "by", "at")
    list_select_related = ("interview__firm", "by")


@admin.register(Workshop)
class WorkshopAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("cluster", "held_on", "place", "moderator")
    list_select_related = ("cluster", "moderator")


@admin.register(Panelist)
class PanelistAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("label", "seat", "kind", "workshop")
    list_select_related = ("workshop__cluster",)


@admin.register(Evidence)
class EvidenceAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("citation", "pillar", "workshop")
    list_select_related = ("workshop__cluster",)


@admin.register(VotingRound)
class VotingRoundAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("workshop", "number", "opened_at", "closed_at")
    list_select_related = ("workshop__cluster",)


@admin.register(Vote)
class VoteAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Votes of closed rounds, without names; those of an open one are nobody's to see, here either."""

    cluster_path = "round__workshop__cluster"
    fields = ("round", "pillar", "phase", "confidence", "reason", "in_place", "evidence")
    list_display = ("round", "pillar", "phase")
    list_select_related = ("round",)
    ordering = ("round", "pillar", "phase", "reason")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        return super().get_queryset(request).filter(round__closed_at__isnull=False)


@admin.register(LiveSession)
class LiveSessionAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("workshop", "opened_at", "closed_at", "opened_by")
    list_select_related = ("workshop__cluster", "opened_by")


@admin.register(SeatHold)
class SeatHoldAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "panelist__workshop__cluster"
    fields = ("panelist", "taken_at", "ended_at", "wrong_keys")
    list_display = ("panelist", "taken_at", "ended_at")
    list_select_related = ("panelist",)


@admin.register(LiveEvent)
class LiveEventAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("workshop", "kind", "seat", "by", "at")
    list_select_related = ("workshop__cluster", "by")


@admin.register(DiscussionNote)
class DiscussionNoteAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("workshop", "pillar", "text", "written_by", "written_at")
    list_select_related = ("workshop__cluster", "written_by")


@admin.register(AgreedPhase)
class AgreedPhaseAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "workshop__cluster"
    list_display = ("workshop", "pillar", "phase", "status", "recorded_at")
    list_select_related = ("workshop__cluster",)


@admin.register(Validation)
class ValidationAdmin(OfManagedStudies, ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    cluster_path = "agreed_phase__workshop__cluster"
    list_display = ("agreed_phase", "verdict", "validator", "validated_on")
    list_select_related = ("agreed_phase",)


@admin.register(WrongCode)
class WrongCodeAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """Belongs to no study; administrators see whether somebody is guessing."""

    list_display = ("at", "address_hash")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WrongCode]:
        rows: QuerySet[WrongCode] = super().get_queryset(request)
        return rows if request.user.is_superuser else rows.none()
