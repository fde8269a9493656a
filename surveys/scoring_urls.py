"""Pages of double scoring."""

from django.urls import path

from surveys.views import double_scoring

CLUSTER = "studies/<slug:study_slug>/clusters/<slug:cluster_slug>/double-scoring/"

urlpatterns = [
    path(CLUSTER, double_scoring.double_scoring, name="double_scoring"),
    path(CLUSTER + "draw/", double_scoring.scoring_draw, name="scoring_draw"),
    path("firms/<uuid:firm_id>/second-scorer/", double_scoring.scorer_assign, name="scorer_assign"),
    path("second-scorings/", double_scoring.second_scorings, name="second_scorings"),
]
