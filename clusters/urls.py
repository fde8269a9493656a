"""Pages of studies, clusters and firms."""

from django.urls import path

from clusters.views import clusters, firms, frame_lists, frames, history, people, series, studies

CLUSTER = "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/"

urlpatterns = [
    path("", studies.home, name="home"),
    path("studies/new/", studies.study_new, name="study_new"),
    path("studies/<slug:study_slug>/edit/", studies.study_edit, name="study_edit"),
    path("studies/<slug:study_slug>/people/", people.study_people, name="study_people"),
    path(
        "studies/<slug:study_slug>/people/<int:membership_id>/remove/",
        people.study_person_remove,
        name="study_person_remove",
    ),
    path("studies/<slug:study_slug>/clusters/new/", clusters.cluster_new, name="cluster_new"),
    path(CLUSTER, clusters.cluster, name="cluster"),
    path(CLUSTER + "edit/", clusters.cluster_edit, name="cluster_edit"),
    path(CLUSTER + "firms/new/", firms.firm_new, name="firm_new"),
    path("firms/<uuid:firm_id>/edit/", firms.firm_edit, name="firm_edit"),
    path(CLUSTER + "frame/", frames.frame, name="frame"),
    path(CLUSTER + "frame/versions/<int:version>/", frames.frame, name="frame_version"),
    path(CLUSTER + "frame/upload/", frames.frame_upload, name="frame_upload"),
    path(CLUSTER + "frame/columns/", frame_lists.frame_columns, name="frame_columns"),
    path(CLUSTER + "frame/preview/", frame_lists.frame_preview, name="frame_preview"),
    path(CLUSTER + "frame/take/", frame_lists.frame_take, name="frame_take"),
    path(CLUSTER + "series/", series.series, name="series"),
    path(CLUSTER + "series/new/", series.series_new, name="series_new"),
    path(CLUSTER + "history/", history.history, name="history"),
    path(CLUSTER + "history/crises/new/", history.crisis_new, name="crisis_new"),
    path(CLUSTER + "history/policies/new/", history.policy_new, name="policy_new"),
    path("crises/<int:crisis_id>/", history.crisis_edit, name="crisis_edit"),
    path("crises/<int:crisis_id>/strike/", history.crisis_strike, name="crisis_strike"),
    path("policies/<int:policy_id>/", history.policy_edit, name="policy_edit"),
    path("policies/<int:policy_id>/strike/", history.policy_strike, name="policy_strike"),
]
