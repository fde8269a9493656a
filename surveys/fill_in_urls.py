"""Addresses of interview workbooks."""

from django.urls import path

from surveys.views import fill_in

CLUSTER = "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/workbooks/"

urlpatterns = [
    path(CLUSTER, fill_in.fill_in, name="fill_in"),
    path(f"{CLUSTER}file/", fill_in.fill_in_cluster, name="fill_in_cluster"),
    path(f"{CLUSTER}take/", fill_in.fill_in_take, name="fill_in_take"),
    path("firms/<uuid:firm_id>/workbook/", fill_in.fill_in_firm, name="fill_in_firm"),
    path("interviews/<uuid:interview_id>/workbook/", fill_in.fill_in_interview, name="fill_in_interview"),
]
