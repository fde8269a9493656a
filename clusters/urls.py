"""Pages of studies, clusters and firms."""

from django.urls import path

from clusters.views import studies

urlpatterns = [
    path("", studies.home, name="home"),
]
