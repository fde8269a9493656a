"""Pages of runs, tables, workbooks and of the paper's misprints."""

from django.urls import path

from reports.views import misprints

urlpatterns = [
    path("misprints/", misprints.misprints, name="misprints"),
]
