"""Pages of runs, tables, workbooks and of the paper's misprints."""

from django.urls import path

from reports.views import misprints, workbooks

urlpatterns = [
    path("misprints/", misprints.misprints, name="misprints"),
    path("runs/<str:run_id>/workbook/", workbooks.run_workbook, name="run_workbook"),
]
