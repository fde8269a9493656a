"""Pages of runs, tables, workbooks and of the paper's misprints."""

from django.urls import path

from reports.views import firm_result, method, misprints, run_tables, runs, studies, workbooks

STUDY = "studies/<slug:study_slug>/"

urlpatterns = [
    path("method/", method.about_method, name="about-method"),
    path(STUDY, studies.study, name="study"),
    path(STUDY + "setup/", studies.study_setup, name="study_setup"),
    path(STUDY + "runs/", runs.runs, name="runs"),
    path(STUDY + "runs/new/", runs.run_new, name="run_new"),
    path("runs/<str:run_id>/", runs.run, name="run"),
    path("runs/<str:run_id>/progress/", runs.run_progress, name="run_progress"),
    path("runs/<str:run_id>/retry/", runs.run_retry, name="run_retry"),
    path("runs/<str:run_id>/firms/", runs.run_firms, name="run_firms"),
    path("runs/<str:run_id>/tables/<slug:table>/", run_tables.run_table, name="run_table"),
    path("interviews/<uuid:interview_id>/result/", firm_result.firm_result, name="firm_result"),
    path("misprints/", misprints.misprints, name="misprints"),
    path("runs/<str:run_id>/workbook/", workbooks.run_workbook, name="run_workbook"),
]
