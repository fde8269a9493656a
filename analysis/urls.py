"""Pages of tables and analyses."""

from django.urls import path

from analysis.views import analyses, downloads, firm_report, glance, implementation, runs, tables

STUDY = "studies/<slug:study_slug>/analyses/"
SYSTEM = STUDY + "<slug:system>/"
LAYOUT = SYSTEM + "tables/<slug:layout>/"
RUN = "analyses/<str:analysis_id>/"
GLANCE = "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/glance/"

urlpatterns = [
    path(STUDY, analyses.analyses, name="analyses"),
    path(SYSTEM, analyses.analysis, name="analysis"),
    path(SYSTEM + "new/", runs.analysis_new, name="analysis_new"),
    path(LAYOUT + "upload/", tables.table_upload, name="table_upload"),
    path(LAYOUT + "build/", tables.table_build, name="table_build"),
    path(LAYOUT + "columns/", tables.table_columns, name="table_columns"),
    path(GLANCE, glance.cluster_glance, name="cluster_glance"),
    path(GLANCE + "brief/", glance.cluster_brief, name="cluster_brief"),
    path("interviews/<uuid:interview_id>/report/", firm_report.firm_report, name="firm_report"),
    path(
        "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/implementation.pdf",
        implementation.implementation_file,
        name="implementation_file",
    ),
    path("tables/<int:table_id>/", tables.data_table, name="data_table"),
    path("tables/<int:table_id>/file/", tables.data_table_file, name="data_table_file"),
    path(RUN, runs.analysis_run, name="analysis_run"),
    path(RUN + "progress/", runs.analysis_progress, name="analysis_progress"),
    path(RUN + "cancel/", runs.analysis_cancel, name="analysis_cancel"),
    path(RUN + "retry/", runs.analysis_retry, name="analysis_retry"),
    path(RUN + "figures/<slug:figure>/<slug:kind>/", downloads.analysis_figure, name="analysis_figure"),
    path(RUN + "files/<slug:file>/", downloads.analysis_file, name="analysis_file"),
]
