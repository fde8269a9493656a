"""Pages of entry, review and workshops."""

from django.urls import include, path

from surveys.views import entry, firms, review

urlpatterns = [
    path("studies/<slug:study_slug>/clusters/<slug:cluster_slug>/firms/", firms.firms, name="firms"),
    path("firms/<uuid:firm_id>/interview/", firms.interview_begin, name="interview_begin"),
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
    path("late-answers/<int:late_answer_id>/", review.late_answer, name="late_answer"),
    path("interviews/<uuid:interview_id>/review/", review.review_interview, name="review_interview"),
    path("", include("surveys.field_urls")),
    path("", include("surveys.fill_in_urls")),
    path("", include("surveys.workshop_urls")),
]
