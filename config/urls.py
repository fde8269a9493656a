"""Every address of the application; each room brings its own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("clusters.urls")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    path("", include("analysis.urls")),
]
