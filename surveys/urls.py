"""Pages of entry, review and workshops."""

from django.urls import include, path

from surveys.views import bin as bins
from surveys.views import changes, comments, entry, firms, review, review_bulk, visits

urlpatterns = [
    path("studies/<slug:study_slug>/clusters/<slug:cluster_slug>/firms/", firms.firms, name="firms"),
    path("studies/<slug:study_slug>/clusters/<slug:cluster_slug>/visits/", visits.visits, name="visits"),
    path("firms/<uuid:firm_id>/interview/", firms.interview_begin, name="interview_begin"),
    path("firms/<uuid:firm_id>/bin/", bins.firm_bin, name="firm_bin"),
    path("firms/<uuid:firm_id>/bring-back/", bins.firm_bring_back, name="firm_bring_back"),
    path("studies/<slug:study_slug>/clusters/<slug:cluster_slug>/bin/", bins.cluster_bin, name="cluster_bin"),
    path("clusters/<int:cluster_id>/bring-back/", bins.cluster_bring_back, name="cluster_bring_back"),
    path("studies/<slug:study_slug>/bin/", bins.study_bin, name="study_bin"),
    path("firms/<uuid:firm_id>/disposition/", firms.firm_disposition, name="firm_disposition"),
    path("interviews/<uuid:interview_id>/", entry.interview, name="interview"),
    path(
        "interviews/<uuid:interview_id>/sections/<slug:section_code>/",
        entry.interview_section,
        name="interview_section",
    ),
    path("interviews/<uuid:interview_id>/submit/", entry.interview_submit, name="interview_submit"),
    path("interviews/<uuid:interview_id>/conflicts/", entry.interview_conflicts, name="interview_conflicts"),
    path("studies/<slug:study_slug>/review/", review.review, name="review"),
    path("interviews/<uuid:interview_id>/changes/", changes.interview_changes, name="interview_changes"),
    path("studies/<slug:study_slug>/review/several/", review_bulk.review_several, name="review_several"),
    path("interviews/<uuid:interview_id>/comments/", comments.interview_comment, name="interview_comment"),
    path("interviews/<uuid:interview_id>/figures/", review.flag_right, name="flag_right"),
    path("threads/<int:thread_id>/", comments.thread_step, name="thread_step"),
    path("late-answers/<int:late_answer_id>/", review.late_answer, name="late_answer"),
    path("interviews/<uuid:interview_id>/review/", review.review_interview, name="review_interview"),
    path("", include("surveys.scoring_urls")),
    path("", include("surveys.field_urls")),
    path("", include("surveys.fill_in_urls")),
    path("", include("surveys.workshop_urls")),
]
